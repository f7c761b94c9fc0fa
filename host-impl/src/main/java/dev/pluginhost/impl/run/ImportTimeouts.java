package dev.pluginhost.impl.run;

import dev.pluginhost.ImportStage;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.threads.Watchdog;
import dev.pluginhost.impl.wait.Progress;
import java.time.Duration;

/**
 * Watches the time of imports. A slow import is logged once, and its thread lends its place, so that the others are not held up. An import
 * that times out is failed, and its thread set aside, replaced and interrupted. Runs on the watchdog's thread, so it never calls foreign code
 * and never waits. Safe for use by any thread.
 */
final class ImportTimeouts {

    /** After this time a step for which no thread can be started is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Settings settings;
    private final PluginTable table;
    private final ImportResults results;
    private final ImportThreads threads;
    private final TearDown tearDown;
    private final Watchdog watchdog;

    ImportTimeouts(
            Settings settings,
            PluginTable table,
            ImportResults results,
            ImportThreads threads,
            TearDown tearDown,
            Watchdog watchdog) {
        this.settings = settings;
        this.table = table;
        this.results = results;
        this.threads = threads;
        this.tearDown = tearDown;
        this.watchdog = watchdog;
    }

    /** The watch of one import; cancelled when it is over. */
    final class ImportWatch {

        private final Import operation;
        private final ImportThread thread;
        private final Watchdog.Watch timeout;
        private Watchdog.Watch slow = () -> {};

        private ImportWatch(Import operation, ImportThread thread) {
            this.operation = operation;
            this.thread = thread;
            this.timeout = watchdog.after(settings.importTimeout(), this::expire);
        }

        private void watchSlow() {
            if (settings.slowImportWarning().compareTo(settings.importTimeout()) < 0) {
                try {
                    slow = watchdog.after(settings.slowImportWarning(), this::warn);
                } catch (OutOfMemoryError noThread) {
                    timeout.cancel();
                    throw noThread;
                }
            }
        }

        void cancel() {
            slow.cancel();
            timeout.cancel();
        }

        private void warn() {
            if (operation.isOver() || !thread.isAt(operation)) {
                return; // it ended in the last moment
            }
            boolean unused = threads.lend(thread);
            Progress progress = Progress.of(operation);
            Thrown.warnSoon(
                    "Import of plugin " + operation.name() + " ("
                            + operation.location() + ") has been running for "
                            + Deadline.words(settings.slowImportWarning()) + ", wanted by " + operation.caller()
                            + "; it " + progress.words() + ", and times out after "
                            + Deadline.words(settings.importTimeout()),
                    progress.stack());
        }

        private void expire() {
            FailedImport failure = tookTooLong(operation);
            // First: a caller that knows of the failure may request the next import. If it ends in this moment, the thread returns.
            boolean threadsLeft = threads.setAside(thread, operation);
            if (!results.fail(operation, failure)) {
                return;
            }
            release(operation);
            thread.interruptIfAt(operation);
            Thrown.warnSoon(failure.message(), failure.copy());
            if (!threadsLeft) {
                for (Import waiting : table.underWay()) {
                    // An import that comes after an unloading must not end before it: the next one would come too soon.
                    if (!waiting.hasBegun() && waiting.before() == null) {
                        failForLackOfThreads(waiting);
                    }
                }
            }
        }
    }

    /** Watches an import that the thread begins to run. */
    ImportWatch watch(Import operation, ImportThread thread) {
        ImportWatch watch = new ImportWatch(operation, thread);
        watch.watchSlow();
        return watch;
    }

    /** Releases what the import has acquired now, and not when its thread returns, which may never happen. */
    private void release(Import operation) {
        Acquisition acquired = operation.acquisition();
        if (acquired != null && acquired.release()) {
            releaseSoon(operation, acquired);
        }
    }

    private void releaseSoon(Import operation, Acquisition acquired) {
        if (!tearDown.releaseSoon(operation, acquired, settings.stopTimeout())) {
            Watchdog.Watch unused = watchdog.after(RETRY, () -> releaseSoon(operation, acquired));
        }
    }

    private FailedImport tookTooLong(Import operation) {
        Candidate candidate = operation.node().candidate();
        Progress progress = Progress.of(operation);
        return FailedImport.of(
                Reason.TIMEOUT,
                candidate,
                operation.stage(),
                "Import of plugin " + candidate.name() + " (" + candidate.location() + ") took longer than "
                        + Deadline.words(settings.importTimeout()) + ", wanted by " + operation.caller() + ", and "
                        + progress.words() + "; " + progress.cure(),
                progress.stack());
    }

    /** Fails an import that no thread will ever run. */
    void failForLackOfThreads(Import operation) {
        String why = threads.exhausted()
                ? ImportThreads.MOST_SET_ASIDE + " have been replaced; the log names those plugins"
                : "no other thread can be started; see the process's limit of threads, and the log for those plugins";
        results.fail(
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
}
