package dev.pluginhost.impl.run;

import dev.pluginhost.ImportStage;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.modules.graph.PluginNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends imports, and logs each failure when it is decided. Remembers the plugins whose last import failed. So it knows whether to import one
 * again for a caller that did not name it, and whether a failure is the same again. Keeps no exception, and so no class of a plugin.
 * Thread-safe.
 */
final class ImportResults {

    /** For so long, an import that failed is not repeated unless something has changed. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** The failure of an import: the plugin as it was installed, the prerequisite at which it failed or itself, what is the same each time. */
    private record Last(PluginNode node, String culprit, Reason reason, String text, boolean retryable, Instant at) {

        boolean isAgain(@Nullable Last before) {
            return before != null
                    && before.reason == reason
                    && before.culprit.equals(culprit)
                    && before.text.equals(text)
                    && before.node.equals(node);
        }
    }

    private final PluginTable table;
    private final Clock clock;

    private final Map<String, Last> last = new ConcurrentHashMap<>();

    /** The problem that was logged last of each plugin for which no import has begun. */
    private final Map<String, String> logged = new ConcurrentHashMap<>();

    ImportResults(PluginTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Ends an import with an imported plugin; false if it was ended before. */
    boolean publish(Import operation, Imported imported) {
        if (!table.publish(operation, imported)) {
            return false;
        }
        last.remove(operation.name());
        logged.remove(operation.name());
        return true;
    }

    /** Ends an import that has failed, and tells its callers. Nothing changes if it was ended before. */
    void fail(Import operation, FailedImport failure) {
        if (table.fail(operation, failure)) {
            announce(operation, failure);
        }
    }

    /** Remembers and logs the failure of an import that has ended, and wakes its callers in any case; to be called once. */
    void announce(Import operation, FailedImport failure) {
        try {
            remember(operation, failure);
        } finally {
            table.announce(operation, failure);
        }
    }

    private void remember(Import operation, FailedImport failure) {
        List<String> path = failure.path();
        boolean ofPrerequisite = failure.reason() == Reason.PREREQUISITE && !path.isEmpty();
        Last now = new Last(
                operation.node(),
                ofPrerequisite ? path.get(path.size() - 1) : operation.name(),
                failure.reason(),
                lasting(failure),
                isRetryable(failure),
                clock.instant());
        boolean again = now.isAgain(last.put(operation.name(), now));
        if (failure.reason() != Reason.HOST_CLOSED) { // which is no failure of the plugin
            failure.log(again, ofPrerequisite && last.containsKey(now.culprit));
        }
    }

    /**
     * What is the same if a failure happens again: the message without numbers and hash codes. That of a timeout says how far the import was, and
     * who wanted it; that of a prerequisite has its own line.
     */
    private static String lasting(FailedImport failure) {
        boolean nothing = failure.reason() == Reason.TIMEOUT || failure.reason() == Reason.PREREQUISITE;
        return nothing ? "" : failure.message().replaceAll("@[0-9a-f]+|[0-9]+", "#");
    }

    /** Ends an import that has failed with something that was thrown. Takes two seconds if a method of the plugin's exception hangs. */
    void fail(Import operation, Throwable thrown) {
        fail(operation, FailureTexts.of(operation, thrown));
    }

    /** Fails an import that no thread will ever run. */
    void failForLackOfThreads(Import operation, boolean exhausted) {
        String why = exhausted
                ? ImportThreads.MOST_SET_ASIDE + " have been replaced; the log names those plugins"
                : "no other thread can be started; see the process's limit of threads, and the log for those plugins";
        fail(
                operation,
                FailedImport.of(
                        Reason.TIMEOUT,
                        operation.node().candidate(),
                        ImportStage.QUEUE,
                        "Import of plugin " + operation.name() + ", wanted by " + operation.caller()
                                + ", cannot begin: every import thread is stuck in a plugin that has timed out, and "
                                + why,
                        null));
    }

    /** A class that does not link, or a provider that is none, is the same the next time. */
    private static boolean isRetryable(FailedImport failure) {
        Throwable cause = failure.cause();
        boolean hopeless = cause instanceof ServiceConfigurationError
                || (cause instanceof LinkageError && !(cause instanceof ExceptionInInitializerError));
        return !hopeless && failure.exception().retryable();
    }

    /** Forgets all failures: the application has had the sources read again, and expects a new import of each plugin that is wanted. */
    void sourcesRead() {
        last.clear();
        logged.clear();
    }

    /** Whether an import may succeed: the plugin has not failed as it is installed, or it failed some time ago and another import can help. */
    boolean isWorthTrying(PluginNode node) {
        Last own = last.get(node.name());
        if (own == null || !own.node.equals(node)) {
            return true;
        }
        Last culprit = last.get(own.culprit);
        return culprit == null || (culprit.retryable && clock.instant().isAfter(culprit.at.plus(PAUSE)));
    }

    /** Logs why no import of a plugin has begun, unless that was logged last of it. That the host is closed is no failure of the plugin. */
    void log(String name, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            FailedImport failure = failed.failure();
            String message = failure.message();
            if (failure.reason() != Reason.HOST_CLOSED && !message.equals(logged.put(name, message))) {
                failure.log(false, false);
            }
        }
    }

    /** Logs what keeps an installed plugin from being imported. A call that fails with the same message is not logged again. */
    void log(Problem problem) {
        logged.putIfAbsent(problem.subject(), problem.message());
        Thrown.warnSoon(problem.message(), null);
    }
}
