package dev.pluginhost.impl.imports;

import dev.pluginhost.UnloadReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What there is to report of one departure, when it is over and its loader has been looked for; nothing if there was nothing to
 * unload, as its flight failed. Fails if the host was closed before the departure had begun.
 *
 * <p>Safe for use by any thread. Keeps nothing of the plugin alive.
 */
final class Account {

    private final CompletableFuture<Optional<UnloadReport.Plugin>> report = new CompletableFuture<>();

    /** Those of the departures that it comes after: these alone, so that a chain of dependents takes no more than its length. */
    private final List<Account> before;

    /** Which of the host's departures it was, in the order in which they began. Written by the thread that carries it out, once. */
    private volatile long turn = Long.MAX_VALUE;

    Account(List<Account> before) {
        this.before = before;
    }

    /** The accounts that it comes after, without those that these come after. Immutable. */
    List<Account> before() {
        return before;
    }

    void begun(long newTurn) {
        turn = newTurn;
    }

    void give(Optional<UnloadReport.Plugin> what) {
        report.complete(what);
    }

    void fail(Throwable failure) {
        report.completeExceptionally(failure);
    }

    /**
     * What there is to report of this one and of all that it comes after, at once or through others, in the order in which they
     * went, when all is known. Takes as long as there are such; not to be called with a lock held.
     */
    CompletableFuture<List<UnloadReport.Plugin>> withAllBefore() {
        List<Account> all = new ArrayList<>();
        Set<Account> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Account> open = new ArrayDeque<>(List.of(this));
        seen.add(this);
        for (Account next = open.poll(); next != null; next = open.poll()) {
            all.add(next);
            for (Account earlier : next.before) {
                if (seen.add(earlier)) {
                    open.add(earlier);
                }
            }
        }
        return CompletableFuture.allOf(
                        all.stream().map(account -> account.report).toArray(CompletableFuture<?>[]::new))
                .thenApply(over -> all.stream()
                        .sorted(Comparator.comparingLong(account -> account.turn))
                        .map(account -> account.report.join())
                        .flatMap(Optional::stream)
                        .toList());
    }
}
