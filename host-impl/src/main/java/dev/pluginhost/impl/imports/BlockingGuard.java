package dev.pluginhost.impl.imports;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps calls from waiting on threads that must not. Safe for use by any thread. */
public final class BlockingGuard {

    /** So many places in the code are told apart; beyond that no more warnings are logged. */
    private static final int MOST_PLACES = 1024;

    private final List<ThreadPredicate> nonBlocking;
    private final List<ThreadPredicate> blockingAllowed;
    private final BlockingPolicy policy;
    private final WarnedPlaces warned = new WarnedPlaces(MOST_PLACES);

    /**
     * A guard of the threads that one of the first predicates names, and of the {@linkplain EventLoops event loops} that
     * none of the second names.
     */
    public BlockingGuard(
            List<Predicate<Thread>> nonBlocking, List<Predicate<Thread>> blockingAllowed, BlockingPolicy policy) {
        this.nonBlocking = nonBlocking.stream()
                .map(predicate -> new ThreadPredicate(predicate, "nonBlocking"))
                .toList();
        this.blockingAllowed = blockingAllowed.stream()
                .map(predicate -> new ThreadPredicate(predicate, "blockingAllowed"))
                .toList();
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
    public void beforeWait(String module, String call, String instead) {
        if (policy == BlockingPolicy.ALLOW) {
            return;
        }
        Thread thread = Thread.currentThread();
        String name = '"' + thread.getName() + '"';
        if (names(nonBlocking, thread)) {
            refuseOrWarn(module, call, name, instead);
            return;
        }
        Optional<String> kind = EventLoops.kindOfCurrentThread();
        if (kind.isPresent() && !names(blockingAllowed, thread)) {
            refuseOrWarn(module, call, name + " (" + kind.get() + ")", instead);
        }
    }

    private void refuseOrWarn(String module, String call, String thread, String instead) {
        Asker asker = Asker.here();
        boolean refuse = policy == BlockingPolicy.REFUSE;
        String message = call + (refuse ? " would wait" : " waits") + " on the non-blocking thread " + thread
                + ", called by " + asker + "; " + instead;
        if (refuse) {
            throw new WouldBlockException(message, Origin.of(module), null);
        }
        switch (warned.note(asker.description())) {
            case NEW -> Thrown.warn(message, null);
            case ONE_TOO_MANY ->
                Thrown.warn(
                        "More than " + MOST_PLACES + " places in the code would wait on non-blocking threads, such as "
                                + asker + "; the others are not warned of",
                        null);
            case NONE -> {}
        }
    }

    private static boolean names(List<ThreadPredicate> predicates, Thread thread) {
        for (ThreadPredicate predicate : predicates) {
            if (predicate.names(thread)) {
                return true;
            }
        }
        return false;
    }
}
