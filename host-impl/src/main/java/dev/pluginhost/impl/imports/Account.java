package dev.pluginhost.impl.imports;

import dev.pluginhost.UnloadedPlugin;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What there is to report of one departure, when it is over and its loader has been looked for; nothing if there was nothing to
 * unload, as its flight failed. Fails if the host was closed before the departure had begun.
 *
 * <p>Safe for use by any thread. Keeps nothing of the plugin alive.
 */
final class Account {

    private final CompletableFuture<Optional<UnloadedPlugin>> report = new CompletableFuture<>();

    /** Which of the host's departures it was, in the order in which they began. Written by the thread that carries it out, once. */
    private volatile long turn = Long.MAX_VALUE;

    void begun(long newTurn) {
        turn = newTurn;
    }

    void give(Optional<UnloadedPlugin> what) {
        report.complete(what);
    }

    void fail(Throwable failure) {
        report.completeExceptionally(failure);
    }

    /** What there is to report of several, in the order in which they went, when all is known. */
    static CompletableFuture<List<UnloadedPlugin>> ofAll(Collection<Account> accounts) {
        return CompletableFuture.allOf(
                        accounts.stream().map(account -> account.report).toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> accounts.stream()
                        .sorted(Comparator.comparingLong(account -> account.turn))
                        .map(account -> account.report.join())
                        .flatMap(Optional::stream)
                        .toList());
    }
}
