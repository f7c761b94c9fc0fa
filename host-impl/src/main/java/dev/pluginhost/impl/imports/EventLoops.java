package dev.pluginhost.impl.imports;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;

/**
 * Tells threads of event loops by themselves: Swing's, JavaFX's, Reactor's, Vert.x's and Netty's. All that is looked at is
 * which classes the thread and the frames of its stack are of, by name: none of these libraries has to be there, none of
 * their code is called and none of their classes loaded or kept, so there is nothing here that could fail. Stateless.
 */
final class EventLoops {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private EventLoops() {}

    /** What kind of event loop the current thread is of; empty if it is of none and may wait. */
    static Optional<String> kindOfCurrentThread() {
        Thread thread = Thread.currentThread();
        if (isA(thread.getClass(), "java.awt.EventDispatchThread")) {
            return Optional.of("the Swing event thread");
        }
        // JavaFX makes a plain thread, or takes the process's first one, and gives it this name.
        if (thread.getName().equals("JavaFX Application Thread")) {
            return Optional.of("the JavaFX application thread");
        }
        if (isA(thread.getClass(), "reactor.core.scheduler.NonBlocking")) {
            return Optional.of("a non-blocking thread of Reactor");
        }
        if (!runsNettyLoop()) {
            return Optional.empty();
        }
        return Optional.of(
                isA(thread.getClass(), "io.vertx.core.impl.VertxThread")
                        ? "a Vert.x event loop"
                        : "a Netty event loop");
    }

    /**
     * Whether a loop of Netty runs further up the stack. The thread's class does not tell: Netty makes the threads of its
     * executors for blocking handlers of the same class, Vert.x those of its workers; and a loop may run on any thread.
     */
    private static boolean runsNettyLoop() {
        return WALKER.walk(frames -> frames.anyMatch(EventLoops::isNettyLoop));
    }

    private static boolean isNettyLoop(StackFrame frame) {
        return frame.getMethodName().equals("run") && isA(frame.getDeclaringClass(), "io.netty.channel.EventLoop");
    }

    /** Whether a class, or one that it extends or implements, has a name, or has it after a prefix: many bring Netty renamed. */
    private static boolean isA(Class<?> type, String name) {
        if (type.getName().equals(name) || type.getName().endsWith("." + name)) {
            return true;
        }
        for (Class<?> implemented : type.getInterfaces()) {
            if (isA(implemented, name)) {
                return true;
            }
        }
        Class<?> extended = type.getSuperclass();
        return extended != null && isA(extended, name);
    }
}
