package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.layer.NativeUsers.User;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.NativeLibraries;
import dev.pluginhost.impl.leaks.NativeLibraries.Held;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has a plugin whose earlier life may have loaded native libraries begin when that is collected, as the virtual machine gives a
 * library to one class loader at a time. Safe for use by any import thread; each wait is bounded, and lends the thread's place.
 */
final class NativeGate {

    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A thread of the JDK unbinds the libraries of a loader soon after that is collected, and nothing tells when it has: on a
     * loaded machine not always within this, so the pause before each retry is four times longer.
     */
    private static final long UNBINDING_MILLIS = 30;

    private static final int MOST_RETRIES = 2;

    private final Duration timeout;

    NativeGate(Settings settings) {
        Duration wanted = settings.collectionTimeout().compareTo(LEAST_TIMEOUT) > 0
                ? settings.collectionTimeout()
                : LEAST_TIMEOUT;
        Duration most = settings.deadline().dividedBy(4); // with the scan, and the start after it, within the deadline
        this.timeout = wanted.compareTo(most) < 0 ? wanted : most;
    }

    /** An import that has failed. Keeps nothing of the plugin alive if that may have loaded native libraries. */
    record Failed(Failure failure, boolean isRefused, List<User> others) {}

    /**
     * What a failed import comes to, when its files are closed.
     *
     * @param layer the plugin's, if it was defined
     */
    static Failed failed(Failure failure, @Nullable PluginLayer layer) {
        ThrownCopy told = failure.told();
        if (told == null || layer == null || !layer.usesNative()) {
            return new Failed(failure, false, List.of());
        }
        boolean refused = Thrown.isLibraryInUse(told);
        Failure inWords = // the cause itself keeps the classes on its stack
                new Failure(failure.reason(), failure.message(), failure.origin(), failure.path(), told, told);
        return new Failed(
                inWords, refused, refused ? NativeLibraries.ended(plugin -> true, layer.loader()) : List.of());
    }

    /** What came of a wait: whether there was anything to wait for, and what is still there. */
    record Waited(boolean forAny, List<Held> held) {}

    /** Waits for the plugin's own earlier lives. */
    Waited awaitEarlierLives(Flight flight, ImportThread thread) {
        List<User> ended = NativeLibraries.ended(flight.name()::equals, null);
        List<Held> held = ended.isEmpty() ? List.of() : await(ended, thread, 0);
        if (!held.isEmpty()) {
            Thrown.warnSoon(
                    "Plugin " + flight.name()
                            + " begins though an earlier life of it that may have loaded native libraries is not collected"
                            + NativeLibraries.holders(flight.name(), held),
                    null);
        }
        return new Waited(!ended.isEmpty(), held);
    }

    /** Whether the library may be free when all that have ended are collected, or is free now. */
    static boolean isWorthRetrying(Failed failed, Waited before, int retry) {
        return failed.isRefused()
                && retry <= MOST_RETRIES
                && before.held().isEmpty()
                && (before.forAny() || !failed.others().isEmpty());
    }

    /** Waits for all that have ended, the life whose import has failed included. */
    Waited awaitAll(ImportThread thread, int retry) {
        return new Waited(true, await(NativeLibraries.ended(plugin -> true, null), thread, retry));
    }

    private List<Held> await(List<User> ended, ImportThread thread, int retry) {
        thread.owner().lend(thread);
        try {
            List<Held> held = NativeLibraries.awaitCollected(ended, timeout);
            Thread.sleep(UNBINDING_MILLIS << (2 * retry));
            return held;
        } catch (InterruptedException e) { // its flight was ended, which the next stage notices
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** The failure, with what may hold the library that was refused. */
    static Failure explained(Failed failed, Waited waited) {
        Failure failure = failed.failure();
        return failed.isRefused()
                ? new Failure(
                        failure.reason(),
                        failure.message()
                                + NativeLibraries.holders(failure.origin().module(), waited.held()),
                        failure.origin(),
                        failure.path(),
                        failure.cause(),
                        failure.told())
                : failure;
    }
}
