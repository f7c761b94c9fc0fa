package dev.pluginhost.impl.imports;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.WouldBlockException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Keeps calls from waiting on threads that must not. Safe for use by any thread. */
public final class BlockingGuard {

    private static final System.Logger LOG = System.getLogger("dev.pluginhost");

    /** So many places in the code are told apart; beyond that no more warnings are logged. */
    private static final int MOST_PLACES = 1024;

    private final List<Predicate<Thread>> nonBlocking;
    private final BlockingPolicy policy;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** A guard of the threads that one of the predicates names. */
    public BlockingGuard(List<Predicate<Thread>> nonBlocking, BlockingPolicy policy) {
        this.nonBlocking = List.copyOf(nonBlocking);
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
        if (policy == BlockingPolicy.ALLOW || !mustNotWait(Thread.currentThread())) {
            return;
        }
        Asker asker = Asker.here();
        String message = call + " would wait on the non-blocking thread \""
                + Thread.currentThread().getName() + "\", called by " + asker + "; " + instead;
        if (policy == BlockingPolicy.REFUSE) {
            throw new WouldBlockException(message, Origin.of(module), null);
        }
        if (warned.size() < MOST_PLACES && warned.add(asker.description())) {
            LOG.log(System.Logger.Level.WARNING, message);
        }
    }

    private boolean mustNotWait(Thread thread) {
        for (Predicate<Thread> predicate : nonBlocking) {
            if (predicate.test(thread)) {
                return true;
            }
        }
        return false;
    }
}
