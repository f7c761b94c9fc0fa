package dev.pluginhost.impl.run;

import dev.pluginhost.impl.layer.NativeUsers.User;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.NativeLibraries;
import dev.pluginhost.impl.leaks.NativeLibraries.Held;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.ImportThread;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delays the import of a plugin until its earlier instances are collected, if those may have loaded native libraries: the virtual machine
 * gives a library to one class loader at a time. Safe for use by any import thread. Each wait is bounded and lends the thread's place.
 */
final class NativeLibraryWait {

    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A thread of the JDK unbinds the libraries of a class loader soon after that is collected, and nothing tells when it has. On a loaded
     * machine this may not suffice, so the pause before each retry is four times longer.
     */
    private static final long UNBINDING_MILLIS = 30;

    private static final int MOST_RETRIES = 2;

    private final Duration timeout;

    NativeLibraryWait(Settings settings) {
        Duration wanted = settings.collectionTimeout().compareTo(LEAST_TIMEOUT) > 0
                ? settings.collectionTimeout()
                : LEAST_TIMEOUT;
        Duration most =
                settings.importTimeout().dividedBy(4); // with the search and the start within the import timeout
        this.timeout = wanted.compareTo(most) < 0 ? wanted : most;
    }

    /** A failed try of an import. Keeps nothing of the plugin alive if that may have loaded native libraries. */
    record Try(FailedImport failure, boolean isRefused, List<User> others) {}

    /** What came of a wait: whether there was anything to wait for, and what is still there. */
    record Waited(boolean forAny, List<Held> held) {}

    /**
     * A failed try, when its files are closed.
     *
     * @param layer the plugin's layer, if it was defined
     */
    static Try failed(FailedImport failure, @Nullable PluginLayer layer) {
        ThrownCopy copy = failure.copy();
        if (copy == null || layer == null || !layer.usesNative()) {
            return new Try(failure, false, List.of());
        }
        boolean refused = Thrown.isLibraryInUse(copy);
        FailedImport inWords = // the cause itself keeps the classes on its stack alive
                new FailedImport(failure.reason(), failure.message(), failure.origin(), failure.path(), copy, copy);
        return new Try(inWords, refused, refused ? NativeLibraries.ended(plugin -> true, layer.loader()) : List.of());
    }

    /** Waits for the earlier instances of the plugin. */
    Waited awaitEarlierInstances(Import operation, ImportThread thread) {
        List<User> ended = NativeLibraries.ended(operation.name()::equals, null);
        List<Held> held = ended.isEmpty() ? List.of() : await(ended, thread, 0);
        if (!held.isEmpty()) {
            Thrown.warnSoon(
                    "Plugin " + operation.name()
                            + " begins though an earlier instance of it that may have loaded native libraries is not collected"
                            + NativeLibraries.holders(operation.name(), held),
                    null);
        }
        return new Waited(!ended.isEmpty(), held);
    }

    /** Whether the library may be free when all instances that have ended are collected, or is free now. */
    static boolean isWorthRetrying(Try failed, Waited before, int retry) {
        return failed.isRefused()
                && retry <= MOST_RETRIES
                && before.held().isEmpty()
                && (before.forAny() || !failed.others().isEmpty());
    }

    /** Waits for all instances that have ended, also the one whose import has failed. */
    Waited awaitAll(ImportThread thread, int retry) {
        return new Waited(true, await(NativeLibraries.ended(plugin -> true, null), thread, retry));
    }

    private List<Held> await(List<User> ended, ImportThread thread, int retry) {
        boolean unused = thread.owner().lend(thread);
        try {
            List<Held> held = NativeLibraries.awaitCollected(ended, timeout);
            Thread.sleep(UNBINDING_MILLIS << (2 * retry));
            return held;
        } catch (InterruptedException e) { // the import was ended, which its next stage notices
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** The failure, with what may hold the library that was refused. */
    static FailedImport explained(Try failed, Waited waited) {
        FailedImport failure = failed.failure();
        return failed.isRefused()
                ? new FailedImport(
                        failure.reason(),
                        failure.message()
                                + NativeLibraries.holders(failure.origin().module(), waited.held()),
                        failure.origin(),
                        failure.path(),
                        failure.cause(),
                        failure.copy())
                : failure;
    }
}
