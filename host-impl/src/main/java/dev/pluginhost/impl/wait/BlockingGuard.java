package dev.pluginhost.impl.wait;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.state.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Keeps calls from waiting on threads that must not. These are the threads that the application names as non-blocking, and those of
 * {@link EventLoops} that it does not name as allowed. Thread-safe.
 */
public final class BlockingGuard {

    /** So many callers are warned of. */
    private static final int MOST_WARNINGS = 1024;

    private final List<Predicate<Thread>> nonBlocking;
    private final List<Predicate<Thread>> blockingAllowed;
    private final BlockingPolicy policy;

    /** The callers that were warned of; added to by any thread. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** The predicates that have failed and were reported; added to by any thread. */
    private final Set<Predicate<Thread>> failed = ConcurrentHashMap.newKeySet();

    public BlockingGuard(
            List<Predicate<Thread>> nonBlocking, List<Predicate<Thread>> blockingAllowed, BlockingPolicy policy) {
        this.nonBlocking = List.copyOf(nonBlocking);
        this.blockingAllowed = List.copyOf(blockingAllowed);
        this.policy = policy;
    }

    /**
     * To be called before every wait.
     *
     * @param module what is waited for; empty if it is no module
     * @param call what was called
     * @param instead what can be called instead
     * @throws WouldBlockException if the current thread must not wait
     */
    void beforeWait(String module, String call, String instead) {
        if (policy == BlockingPolicy.ALLOW) {
            return;
        }
        Thread thread = Thread.currentThread();
        if (names(nonBlocking, "nonBlocking", thread)) {
            refuseOrWarn(module, call, '"' + thread.getName() + '"', instead);
            return;
        }
        Optional<String> kind = EventLoops.kindOfCurrentThread();
        if (kind.isPresent() && !names(blockingAllowed, "blockingAllowed", thread)) {
            refuseOrWarn(module, call, '"' + thread.getName() + "\" (" + kind.get() + ")", instead);
        }
    }

    private void refuseOrWarn(String module, String call, String thread, String instead) {
        Caller caller = Caller.here();
        boolean refuse = policy == BlockingPolicy.REFUSE;
        String message = call + (refuse ? " would wait" : " waits") + " on the non-blocking thread " + thread
                + ", called by " + caller + "; " + instead;
        if (refuse) {
            throw new WouldBlockException(message, Origin.of(module), null);
        }
        if (warned.size() <= MOST_WARNINGS && warned.add(caller.description())) {
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
                if (failed.add(predicate)) {
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
}
