package dev.pluginhost.impl.run;

import dev.pluginhost.ImportStage;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.leaks.NativeLibraries;
import dev.pluginhost.impl.leaks.NativeLibraries.Held;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.NativeAccess;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.threads.Watchdog;
import dev.pluginhost.impl.threads.Watchdog.Watch;
import dev.pluginhost.impl.unload.TearDown;
import dev.pluginhost.impl.unload.TimeBudget;
import dev.pluginhost.impl.wait.Progress;
import dev.pluginhost.impl.wait.Waits;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.Obstacle;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.modules.layer.ArtifactOpener;
import dev.pluginhost.modules.layer.ChangedArtifactException;
import dev.pluginhost.modules.layer.NativeUsers;
import dev.pluginhost.modules.layer.NativeUsers.User;
import dev.pluginhost.modules.layer.OpenArtifacts;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.modules.layer.Resolution;
import dev.pluginhost.modules.layer.Resolver;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a claimed import through its stages on the thread that has claimed it: open, resolve, define, start, publish. Whatever happens, the
 * import ends, and if it fails, everything that it has acquired is released. Thread-safe.
 */
record ImportRunner(
        Settings settings,
        PluginTable table,
        ImportResults results,
        ImportThreads threads,
        TearDown tearDown,
        Planner planner,
        Waits waits,
        Watchdog watchdog,
        ArtifactOpener opener,
        ChangedFiles changedFiles,
        HostAccess host) {

    /** After this time a step for which no thread can be started is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** An import whose files change again and again while they are opened fails after so many tries. */
    private static final int MOST_ATTEMPTS = 3;

    private static final Duration LEAST_NATIVE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A thread of the JDK unbinds the libraries of a class loader soon after that is collected, and nothing tells when it has. On a loaded
     * machine this may not suffice, so the pause before each retry is four times longer.
     */
    private static final long UNBINDING_MILLIS = 30;

    private static final int MOST_RETRIES = 2;

    /**
     * A failed try of an import: whether a native library was refused, as another class loader has it, and whether there were ended plugins
     * that may have it. Keeps nothing of the plugin alive if that may have loaded native libraries.
     */
    private record Failure(FailedImport why, boolean refused, boolean others) {}

    /** Runs an import that the current thread has claimed. When this returns, the import has ended. */
    void run(Import operation, ImportThread thread) {
        thread.begin(operation);
        RunningImport running = new RunningImport(operation, thread);
        try {
            watchdog.watch(running, settings.slowImportWarning(), settings.importTimeout());
            FailedImport unmet = unmetPrerequisite(operation);
            if (unmet != null) {
                results.fail(operation, unmet);
            } else {
                importPlugin(operation, thread);
            }
        } catch (Throwable unexpected) { // whatever it is, the callers must know
            results.fail(operation, unexpected);
        } finally {
            if (operation.isOver()) {
                watchdog.cancel(running);
            }
            thread.endLast();
        }
    }

    private static @Nullable FailedImport unmetPrerequisite(Import operation) {
        for (Prerequisite prerequisite : operation.node().prerequisites()) {
            if (!prerequisite.optional()
                    && operation.prerequisite(prerequisite.name()) instanceof Outcome.Failed failed) {
                return FailedImport.ofPrerequisite(operation.node().candidate(), failed.failure());
            }
        }
        return null;
    }

    /**
     * Imports the plugin when its earlier instances are collected, if those may have loaded native libraries: the virtual machine gives a
     * library to one class loader at a time. If a library is refused, waits for the ended instances of all plugins and tries again.
     */
    private void importPlugin(Import operation, ImportThread thread) {
        List<User> ended =
                NativeUsers.all().isEmpty() ? List.of() : NativeLibraries.ended(operation.name()::equals, null);
        List<Held> held = ended.isEmpty() ? List.of() : awaitCollected(ended, thread, 0);
        if (!held.isEmpty()) {
            Thrown.warnSoon(
                    "Plugin " + operation.name()
                            + " begins though an earlier instance of it that may have loaded native libraries is not collected"
                            + NativeLibraries.holders(operation.name(), held),
                    null);
        }
        boolean waited = !ended.isEmpty();
        Failure failed = tryImport(operation, thread);
        for (int retry = 1; failed != null && failed.refused && retry <= MOST_RETRIES; retry++) {
            if (!held.isEmpty() || !(waited || failed.others)) {
                break; // the library will not be free
            }
            waited = true;
            held = awaitCollected(NativeLibraries.ended(plugin -> true, null), thread, retry);
            failed = tryImport(operation, thread);
        }
        if (failed != null) {
            results.fail(
                    operation,
                    failed.refused ? failed.why.with(NativeLibraries.holders(operation.name(), held)) : failed.why);
        }
    }

    /** Waits until ended plugins are collected, and lends the thread's place; returns those that are not. */
    private List<Held> awaitCollected(List<User> ended, ImportThread thread, int retry) {
        // With the search and the start within the import timeout.
        Duration most = settings.importTimeout().dividedBy(4);
        Duration timeout = settings.collectionTimeout();
        timeout = timeout.compareTo(LEAST_NATIVE_TIMEOUT) < 0 ? LEAST_NATIVE_TIMEOUT : timeout;
        timeout = timeout.compareTo(most) < 0 ? timeout : most;
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

    /** Null if it has not failed. When this returns, nothing of a failed import is on this thread's stack. */
    private @Nullable Failure tryImport(Import operation, ImportThread thread) {
        Acquisition acquired = new Acquisition();
        operation.acquire(acquired);
        try {
            if (!results.publish(operation, load(operation, thread, acquired))) {
                throw givenUp(operation);
            }
            return null;
        } catch (Throwable thrown) { // a plugin's code may throw anything
            release(operation, acquired, thrown); // first: a caller that knows may want to replace the files
            return failure(operation, thrown, acquired.layer());
        } finally {
            operation.acquire(null);
        }
    }

    private static Failure failure(Import operation, Throwable thrown, @Nullable PluginLayer layer) {
        FailedImport why = FailureTexts.of(operation, thrown);
        if (layer == null || !layer.usesNative()) {
            return new Failure(why, false, false);
        }
        boolean refused = why.isLibraryInUse();
        boolean others = refused
                && !NativeLibraries.ended(plugin -> true, layer.loader()).isEmpty();
        return new Failure(why.inWords(), refused, others);
    }

    private Imported load(Import operation, ImportThread thread, Acquisition acquired) throws Throwable {
        enter(operation, ImportStage.OPEN);
        OpenArtifacts opened = open(operation);
        keep(operation, acquired, opened);
        Candidate candidate = operation.node().candidate();
        List<PluginLayer> prerequisites = new ArrayList<>();
        List<Resolution> resolutions = new ArrayList<>();
        for (Prerequisite prerequisite : operation.node().prerequisites()) {
            if (operation.prerequisite(prerequisite.name()) instanceof Outcome.Present present) {
                prerequisites.add(present.imported().layer());
                resolutions.add(present.imported().layer().resolution());
            }
        }
        enter(operation, ImportStage.RESOLVE);
        Resolution resolution = Resolver.resolve(
                candidate, settings.application(), resolutions, operation.node().without());
        enter(operation, ImportStage.DEFINE);
        PluginLayer layer = PluginLayer.define(resolution, opened, settings.application(), prerequisites);
        keep(operation, acquired, layer);
        if (settings.nativeAccess().contains(candidate.name())) {
            NativeAccess.grant(layer);
        }
        enter(operation, ImportStage.START);
        boolean clean = thread.isClean();
        thread.setClean(false);
        RunningPlugin running = new RunningPlugin(layer, host);
        if (!acquired.add(running)) {
            throw givenUp(operation);
        }
        running.start();
        thread.setClean(clean && !layer.mayReachThread());
        opened.imported();
        return new Imported(candidate, layer, running);
    }

    /** Keeps what is open until the import fails; closes it if that has happened meanwhile. */
    private static void keep(Import operation, Acquisition acquired, Closeable opened) throws IOException {
        if (!acquired.add(opened)) {
            opened.close();
            throw givenUp(operation);
        }
    }

    /** Begins a stage, unless the import was ended meanwhile. */
    private static void enter(Import operation, ImportStage stage) {
        if (operation.isOver()) {
            throw givenUp(operation);
        }
        operation.enter(stage);
    }

    private static CancellationException givenUp(Import operation) {
        return new CancellationException("The import of plugin " + operation.name() + " was given up");
    }

    private void release(Import operation, Acquisition acquired, Throwable thrown) {
        boolean tooLate = operation.isOver();
        TimeBudget time = TimeBudget.each(settings.stopTimeout());
        tearDown.release(operation, time, tooLate ? null : operation);
        time.restoreInterrupt();
        if (tooLate && thrown instanceof CancellationException && acquired.running() != null) {
            Thrown.warn("Plugin " + operation.name() + " was imported too late; it was stopped and thrown away", null);
        }
    }

    /** Opens the files of the plugin, which is planned again if they have changed since they were discovered. */
    private OpenArtifacts open(Import operation) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return opener.open(operation.node().candidate());
            } catch (IOException e) {
                if (attempt == MOST_ATTEMPTS || !(e instanceof ChangedArtifactException)) {
                    throw e;
                }
                FailedImport unmet = replan(operation, e);
                if (unmet != null) {
                    results.fail(operation, unmet);
                    throw givenUp(operation);
                }
            }
        }
    }

    /**
     * Plans an import again whose files have changed: they are read again, and what the plugin requires now is imported before it. Returns why
     * the plugin cannot be imported as it is now, or null; throws {@code changed} if nothing usable has taken the place of the files.
     */
    private @Nullable FailedImport replan(Import operation, IOException changed) throws IOException {
        String name = operation.name();
        PluginGraph graph = changedFiles.readAgain(operation.node());
        PluginNode node = graph == null ? null : graph.find(name);
        if (graph == null || node == null) {
            throw changed;
        }
        Optional<Obstacle> obstacle = graph.obstacle(name, operation.caller().description());
        if (obstacle.isPresent()) {
            return FailedImport.of(obstacle.get(), name);
        }
        Thrown.tellSoon(
                System.Logger.Level.INFO,
                "Files of plugin " + name + " (" + node.candidate().location()
                        + ") have changed since they were discovered; they were read again for its import",
                null);
        List<Imported> required = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            Outcome outcome = operation.prerequisite(prerequisite.name());
            if (outcome == null) {
                Found found = planner.request(() -> graph, prerequisite.name(), operation.caller());
                outcome = waits.await(found, Deadline.none());
            }
            if (outcome instanceof Outcome.Present present) {
                required.add(present.imported());
            } else if (outcome instanceof Outcome.Failed failed && !prerequisite.optional()) {
                return FailedImport.ofPrerequisite(node.candidate(), failed.failure());
            }
        }
        if (!table.replan(operation, node, required)) {
            throw changed;
        }
        return null;
    }

    // Time; what follows runs on the watchdog's thread, so it never calls foreign code and never waits

    /**
     * An import that a thread runs, which is watched. A slow one is logged once, and its thread lends its place, so that the others are not
     * held up. One that times out is failed, and its thread set aside, replaced and interrupted.
     */
    private final class RunningImport extends Watch {

        private final Import operation;
        private final ImportThread thread;

        RunningImport(Import operation, ImportThread thread) {
            super(null);
            this.operation = operation;
            this.thread = thread;
        }

        @Override
        protected void warn() {
            if (operation.isOver() || !thread.isAt(operation)) {
                return; // it ended in the last moment
            }
            boolean unused = threads.lend(thread);
            Progress progress = Progress.of(operation);
            Thrown.warnSoon(
                    what(operation) + " has been running for " + Deadline.words(settings.slowImportWarning())
                            + ", wanted by " + operation.caller() + "; it " + progress.words()
                            + ", and times out after "
                            + Deadline.words(settings.importTimeout()),
                    progress.stack());
        }

        @Override
        protected void expire() {
            Progress progress = Progress.of(operation);
            FailedImport failure = FailedImport.of(
                    Reason.TIMEOUT,
                    operation.node().candidate(),
                    operation.stage(),
                    what(operation) + " took longer than " + Deadline.words(settings.importTimeout()) + ", wanted by "
                            + operation.caller() + ", and " + progress.words() + "; " + progress.cure(),
                    progress.stack());
            if (!table.fail(operation, failure)) {
                return; // it ended in the last moment
            }
            boolean threadsLeft;
            try {
                // First: a caller that knows of the failure may request the next import.
                threadsLeft = threads.setAside(thread, operation);
                release(operation);
            } finally {
                results.announce(operation, failure);
            }
            thread.interruptIfAt(operation);
            if (!threadsLeft) {
                for (Import waiting : table.underWay()) {
                    // An import that comes after an unloading must not end before it: the next one would come too soon.
                    if (!waiting.hasBegun() && waiting.before() == null) {
                        results.failForLackOfThreads(waiting, threads.exhausted());
                    }
                }
            }
        }
    }

    private static String what(Import operation) {
        return "Import of plugin " + operation.name() + " ("
                + operation.node().candidate().location() + ")";
    }

    /** Releases what the import has acquired now, and not when its thread returns, which may never happen. */
    private void release(Import operation) {
        try {
            if (operation.acquisition() != null) {
                tearDown.releaseSoon(operation, settings.stopTimeout());
            }
        } catch (OutOfMemoryError noThread) {
            Watch unused = watchdog.after(RETRY, () -> release(operation));
        }
    }
}
