package dev.pluginhost.impl.wait;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.FailedImport;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from waiting on threads that must not. These are the threads that the application names as non-blocking, and those of event loops
 * that it does not name as allowed. The event loops of Swing, JavaFX, Reactor, Vert.x and Netty are recognised by class names: the thread's and
 * those on its stack. None of these libraries is loaded. Thread-safe.
 */
public final class BlockingGuard implements Function<Stream<StackFrame>, Boolean> {

    /** So many callers are warned of. */
    private static final int MOST_WARNINGS = 1024;

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final List<Predicate<Thread>> nonBlocking;
    private final List<Predicate<Thread>> blockingAllowed;
    private final BlockingPolicy policy;

    /** The callers that were warned of, and the predicates that have failed and were reported; added to by any thread. */
    private final Set<Object> warned = ConcurrentHashMap.newKeySet();

    public BlockingGuard(
            List<Predicate<Thread>> nonBlocking, List<Predicate<Thread>> blockingAllowed, BlockingPolicy policy) {
        this.nonBlocking = List.copyOf(nonBlocking);
        this.blockingAllowed = List.copyOf(blockingAllowed);
        this.policy = policy;
    }

    /** To be called before every wait; throws if the current thread must not wait. The module is empty if none is waited for. */
    void beforeWait(String module, String call, String instead) {
        if (policy == BlockingPolicy.ALLOW) {
            return;
        }
        Thread thread = Thread.currentThread();
        if (names(nonBlocking, "nonBlocking", thread)) {
            refuseOrWarn(module, call, '"' + thread.getName() + '"', instead);
            return;
        }
        String kind = eventLoop(thread);
        if (kind != null && !names(blockingAllowed, "blockingAllowed", thread)) {
            refuseOrWarn(module, call, '"' + thread.getName() + "\" (" + kind + ")", instead);
        }
    }

    private void refuseOrWarn(String module, String call, String thread, String instead) {
        Caller caller = Caller.here();
        boolean refuse = policy == BlockingPolicy.REFUSE;
        String message = call + (refuse ? " would wait" : " waits") + " on the non-blocking thread " + thread
                + ", called by " + caller + "; " + instead;
        Recorder.blocked(call, caller.description(), thread, refuse);
        if (refuse) {
            throw FailedImport.of(Reason.WOULD_BLOCK, message, Origin.of(module), List.of(), null)
                    .exception();
        }
        if (warned.size() <= MOST_WARNINGS && warned.add(caller)) {
            Thrown.warn(
                    warned.size() <= MOST_WARNINGS
                            ? message
                            : "More than " + MOST_WARNINGS + " places in the code would wait on non-blocking threads,"
                                    + " such as " + caller + "; the others are not warned of",
                    null);
        }
    }

    /** Whether a predicate names the thread. One that throws does not: a call that may wait must not fail because of it. */
    private boolean names(List<Predicate<Thread>> predicates, String setting, Thread thread) {
        for (Predicate<Thread> predicate : predicates) {
            try {
                if (predicate.test(thread)) {
                    return true;
                }
            } catch (Throwable thrown) { // of the application's own making
                if (warned.add(predicate)) {
                    Thrown.warn(
                            "The predicate " + predicate.getClass().getName() + " that was given to " + setting
                                    + " failed for thread \"" + thread.getName()
                                    + "\"; where it fails it names no thread, which is said only once",
                            thrown);
                }
            }
        }
        return false;
    }

    /** What kind of event loop the current thread is of; null if of none. */
    private @Nullable String eventLoop(Thread thread) {
        if (isA(thread.getClass(), "java.awt.EventDispatchThread")) {
            return "the Swing event thread";
        }
        // JavaFX makes a plain thread, or takes the first one of the process, and gives it this name.
        if (thread.getName().equals("JavaFX Application Thread")) {
            return "the JavaFX application thread";
        }
        if (isA(thread.getClass(), "reactor.core.scheduler.NonBlocking")) {
            return "a non-blocking thread of Reactor";
        }
        // The class of the thread does not tell: Netty and Vert.x use it for threads that may block as well.
        if (!WALKER.walk(this)) {
            return null;
        }
        return isA(thread.getClass(), "io.vertx.core.impl.VertxThread") ? "a Vert.x event loop" : "a Netty event loop";
    }

    /** Whether any frame is that of an event loop of Netty. */
    @Override
    public Boolean apply(Stream<StackFrame> frames) {
        Iterator<StackFrame> each = frames.iterator();
        while (each.hasNext()) {
            if (isNettyLoop(each.next())) {
                return true;
            }
        }
        return false;
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
