package dev.pluginhost.impl.imports;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plugins whose last import failed: whether to try one anew on behalf of a caller who did not name it, and whether its failure has
 * been logged. Keeps no exception, and so no class of a plugin. Safe for use by any thread.
 */
final class FailedImports {

    /** For so long, no import of a plugin is tried again that may succeed although nothing has changed. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /**
     * A failure.
     *
     * @param node the plugin as it was installed then
     * @param culprit the plugin at which the import failed: a prerequisite, or itself
     * @param message what callers got
     * @param retryable whether trying again can help although nothing has changed
     */
    private record Last(PluginNode node, String culprit, String message, boolean retryable, Instant at) {}

    private final Clock clock;

    /** Written by the thread that ends an import, read by any thread. */
    private final Map<String, Last> last = new ConcurrentHashMap<>();

    /** What was logged of each plugin; written and read by any thread. */
    private final Map<String, String> logged = new ConcurrentHashMap<>();

    FailedImports(Clock clock) {
        this.clock = clock;
    }

    /** An import has failed. */
    void failed(Flight flight, Failure failure) {
        if (failure.reason() == Reason.TIMEOUT) {
            logged.put(flight.name(), failure.message()); // by what ended it, with the stack
        }
        List<String> path = failure.path();
        boolean prerequisite = failure.reason() == Reason.PREREQUISITE && !path.isEmpty();
        last.put(
                flight.name(),
                new Last(
                        flight.node(),
                        prerequisite ? path.get(path.size() - 1) : flight.name(),
                        failure.message(),
                        isRetryable(failure),
                        clock.instant()));
    }

    /** A class that does not link, or a provider that is none, is the same the next time. */
    private static boolean isRetryable(Failure failure) {
        Throwable cause = failure.cause();
        boolean hopeless = cause instanceof ServiceConfigurationError
                || (cause instanceof LinkageError && !(cause instanceof ExceptionInInitializerError));
        return !hopeless && failure.exception().retryable();
    }

    /** An import has succeeded. */
    void succeeded(String name) {
        last.remove(name);
        logged.remove(name);
    }

    /** The application has had the sources read again: it expects a new attempt, and to hear of it if that fails. */
    void sourcesRead() {
        last.clear();
        logged.clear();
    }

    /**
     * Whether an import may succeed: the plugin has not failed since it was last installed, or the failure is some time ago and trying
     * again can help. If not, sees to it that the failure is logged.
     */
    boolean isWorthTrying(PluginNode node) {
        Last own = last.get(node.name());
        if (own == null || !own.node.equals(node)) {
            return true;
        }
        Last culprit = last.get(own.culprit);
        if (culprit == null || (culprit.retryable && clock.instant().isAfter(culprit.at.plus(PAUSE)))) {
            return true;
        }
        if (isNew(node.name(), own.message)) {
            Thrown.warnSoon(own.message, null);
        }
        return false;
    }

    /**
     * Logs a failure, unless it was the last one logged of the plugin. The stack says more than the message only where a plugin's code
     * failed. What took too long is logged when it does, and that the host is closed is nobody's failure. Never waits.
     */
    void log(String name, Failure failure) {
        if (failure.reason() == Reason.HOST_CLOSED || failure.reason() == Reason.TIMEOUT) {
            return;
        }
        if (isNew(name, failure.message())) {
            Thrown.warnSoon(failure.message(), failure.reason() == Reason.START_FAILED ? failure.told() : null);
        }
    }

    /** Logs what keeps an installed plugin from being imported. An import that fails with the same message is not logged then. */
    void log(Problem problem) {
        logged.putIfAbsent(problem.subject(), problem.message());
        Thrown.warnSoon(problem.message(), null);
    }

    private boolean isNew(String name, String message) {
        return !message.equals(logged.put(name, message));
    }
}
