package dev.pluginhost.impl.wait;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;

/**
 * Recognises the threads of the event loops of Swing, JavaFX, Reactor, Vert.x and Netty by the names of classes, of the thread and of the
 * frames of its stack. None of these libraries is needed, called or loaded. Stateless.
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
        // JavaFX makes a plain thread, or takes the first one of the process, and gives it this name.
        if (thread.getName().equals("JavaFX Application Thread")) {
            return Optional.of("the JavaFX application thread");
        }
        if (isA(thread.getClass(), "reactor.core.scheduler.NonBlocking")) {
            return Optional.of("a non-blocking thread of Reactor");
        }
        // The class of the thread does not tell: Netty and Vert.x use it for threads that may block as well.
        if (!WALKER.walk(frames -> frames.anyMatch(EventLoops::isNettyLoop))) {
            return Optional.empty();
        }
        return Optional.of(
                isA(thread.getClass(), "io.vertx.core.impl.VertxThread")
                        ? "a Vert.x event loop"
                        : "a Netty event loop");
    }

    private static boolean isNettyLoop(StackFrame frame) {
        return frame.getMethodName().equals("run") && isA(frame.getDeclaringClass(), "io.netty.channel.EventLoop");
    }

    /** Whether a class or a supertype of it has a name, or has it after a prefix: many libraries contain Netty renamed. */
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
