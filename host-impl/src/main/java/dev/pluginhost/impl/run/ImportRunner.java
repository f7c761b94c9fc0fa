package dev.pluginhost.impl.run;

import dev.pluginhost.ImportStage;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.PluginNode.Prerequisite;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.layer.ChangedArtifactException;
import dev.pluginhost.impl.layer.OpenArtifacts;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.layer.Resolver;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Outcome;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.wait.Waits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a claimed import through its stages on the thread that has claimed it: open, resolve, define, start, publish. Whatever happens, the
 * import ends, and if it fails, everything that it has acquired is released. Safe for use by any import thread.
 */
final class ImportRunner {

    /** An import whose files change again and again while they are opened fails after so many tries. */
    private static final int MOST_ATTEMPTS = 3;

    private final Settings settings;
    private final PluginTable table;
    private final ImportResults results;
    private final ImportTimeouts timeouts;
    private final TearDown tearDown;
    private final Planner planner;
    private final Waits waits;
    private final ArtifactOpener opener;
    private final ChangedFiles files;
    private final HostAccess host;
    private final NativeLibraryWait natives;

    ImportRunner(
            Settings settings,
            PluginTable table,
            ImportResults results,
            ImportTimeouts timeouts,
            TearDown tearDown,
            Planner planner,
            Waits waits,
            ArtifactOpener opener,
            ChangedFiles files,
            HostAccess host) {
        this.settings = settings;
        this.table = table;
        this.results = results;
        this.timeouts = timeouts;
        this.tearDown = tearDown;
        this.planner = planner;
        this.waits = waits;
        this.opener = opener;
        this.files = files;
        this.host = host;
        this.natives = new NativeLibraryWait(settings);
    }

    /** Runs an import that the current thread has claimed. When this returns, the import has ended. */
    void run(Import operation, ImportThread thread) {
        thread.begin(operation);
        ImportTimeouts.ImportWatch watch = null;
        try {
            watch = timeouts.watch(operation, thread);
            FailedImport unmet = unmetPrerequisite(operation);
            if (unmet != null) {
                results.fail(operation, unmet);
            } else {
                importPlugin(operation, thread);
            }
        } catch (Throwable unexpected) { // whatever it is, the callers must know
            results.fail(operation, FailureTexts.of(operation, unexpected));
        } finally {
            if (watch != null && operation.isOver()) {
                watch.cancel();
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

    private void importPlugin(Import operation, ImportThread thread) {
        NativeLibraryWait.Waited waited = natives.awaitEarlierInstances(operation, thread);
        NativeLibraryWait.Try failed = tryImport(operation, thread);
        for (int retry = 1; failed != null && NativeLibraryWait.isWorthRetrying(failed, waited, retry); retry++) {
            waited = natives.awaitAll(thread, retry);
            failed = tryImport(operation, thread);
        }
        if (failed != null) {
            results.fail(operation, NativeLibraryWait.explained(failed, waited));
        }
    }

    /** Null if it has not failed. When this returns, nothing of a failed import is on this thread's stack. */
    private NativeLibraryWait.@Nullable Try tryImport(Import operation, ImportThread thread) {
        Acquisition acquired = new Acquisition();
        operation.acquire(acquired);
        try {
            if (!results.publish(operation, load(operation, thread, acquired))) {
                throw givenUp(operation);
            }
            return null;
        } catch (Throwable thrown) { // a plugin's code may throw anything
            release(operation, acquired, thrown); // first: a caller that knows may want to replace the files
            return NativeLibraryWait.failed(FailureTexts.of(operation, thrown), acquired.layer());
        } finally {
            operation.acquire(null);
        }
    }

    private Imported load(Import operation, ImportThread thread, Acquisition acquired) throws Throwable {
        enter(operation, ImportStage.OPEN);
        OpenArtifacts opened = open(operation);
        if (!acquired.add(opened)) {
            opened.close();
            throw givenUp(operation);
        }
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
        Resolution resolution =
                Resolver.resolve(candidate, settings.applicationLayer().configuration(), resolutions);
        enter(operation, ImportStage.DEFINE);
        PluginLayer layer = PluginLayer.define(
                resolution, opened, settings.applicationLayer(), settings.applicationLoader(), prerequisites);
        if (!acquired.add(layer)) {
            layer.close();
            throw givenUp(operation);
        }
        if (settings.nativeAccess().contains(candidate.name())) {
            layer.enableNativeAccess();
        }
        enter(operation, ImportStage.START);
        if (operation.runsPluginCode()) {
            thread.beforePluginCode();
        }
        RunningPlugin running = new RunningPlugin(layer, host);
        if (!acquired.add(running)) {
            throw givenUp(operation);
        }
        running.start();
        return new Imported(candidate, layer, running);
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
        tearDown.release(operation, acquired, time, !tooLate);
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
            } catch (ChangedArtifactException e) {
                if (attempt == MOST_ATTEMPTS) {
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
     * Plans an import again whose files have changed: they are read again, and what the plugin requires now is imported before it. The import
     * stays the same, and so do its callers.
     *
     * @return why the plugin cannot be imported as it is now; null if the import can go on
     * @throws ChangedArtifactException {@code found}, if nothing usable has taken the place of the files
     */
    private @Nullable FailedImport replan(Import operation, ChangedArtifactException found)
            throws ChangedArtifactException {
        String name = operation.name();
        PluginGraph graph = files.readAgain(operation.node());
        PluginNode node = graph == null ? null : graph.find(name);
        if (graph == null || node == null) {
            throw found;
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
                Planner.Answer answer = planner.request(() -> graph, prerequisite.name(), operation.caller());
                Import underWay = answer.underWay();
                outcome = underWay != null ? waits.await(underWay, Deadline.none()) : answer.outcome();
            }
            if (outcome instanceof Outcome.Present present) {
                required.add(present.imported());
            } else if (outcome instanceof Outcome.Failed failed && !prerequisite.optional()) {
                return FailedImport.ofPrerequisite(node.candidate(), failed.failure());
            }
        }
        if (!table.replan(operation, node, required)) {
            throw found;
        }
        return null;
    }
}
