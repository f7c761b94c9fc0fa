package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportStage;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Prerequisite;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a claimed flight through its stages on the thread that claimed it: open, resolve, define, start, publish. Whatever
 * happens, the flight lands, and if it lands badly nothing of it is left. Safe for use by any import thread.
 */
final class FlightRunner {

    /** Files that change again and again while they are opened are given up after so many tries. */
    private static final int MOST_ATTEMPTS = 3;

    private final Settings settings;
    private final Landings landings;
    private final Overdue overdue;
    private final Stops stops;
    private final ArtifactOpener opener;
    private final HostAccess host;
    private final NativeGate natives;

    /** Set once, before any thread can run a flight. */
    private @Nullable Replanning replanning;

    FlightRunner(
            Settings settings,
            Landings landings,
            Overdue overdue,
            Stops stops,
            ArtifactOpener opener,
            HostAccess host) {
        this.settings = settings;
        this.landings = landings;
        this.overdue = overdue;
        this.stops = stops;
        this.opener = opener;
        this.host = host;
        this.natives = new NativeGate(settings);
    }

    void replanBy(Replanning by) {
        replanning = by;
    }

    /** Runs a flight that the thread, the current one, has claimed. When this returns, the flight has been ended. */
    void run(Flight flight, ImportThread thread) {
        try {
            thread.begin(flight);
        } catch (Throwable unexpected) { // such as no memory for what it notes
            landings.fail(flight, Diagnoses.of(flight, unexpected));
            return;
        }
        Watchdog.@Nullable Watch watch = null;
        try {
            watch = overdue.watch(flight, thread);
            Failure unmet = unmetPrerequisite(flight);
            if (unmet != null) {
                landings.fail(flight, unmet);
            } else {
                importPlugin(flight, thread);
            }
        } catch (Throwable unexpected) { // whatever it is, those who wait must hear of it
            landings.fail(flight, Diagnoses.of(flight, unexpected));
        } finally {
            if (watch != null && flight.hasLanded()) {
                watch.cancel(); // else it is all that can end it
            }
            thread.endLast();
        }
    }

    private static @Nullable Failure unmetPrerequisite(Flight flight) {
        for (Prerequisite prerequisite : flight.node().prerequisites()) {
            if (!prerequisite.optional() && flight.prerequisite(prerequisite.name()) instanceof Outcome.Failed failed) {
                return Failure.ofPrerequisite(flight.node().candidate(), failed.failure());
            }
        }
        return null;
    }

    private void importPlugin(Flight flight, ImportThread thread) {
        NativeGate.Waited waited = natives.awaitEarlierLives(flight, thread);
        NativeGate.Failed failed = tryImport(flight, thread);
        for (int retry = 1; failed != null && NativeGate.isWorthRetrying(failed, waited, retry); retry++) {
            waited = natives.awaitAll(thread, retry);
            failed = tryImport(flight, thread);
        }
        if (failed != null) {
            landings.fail(flight, NativeGate.explained(failed, waited));
        }
    }

    /** Null if it has not failed. When this returns, nothing of a failed import is on this thread's stack. */
    private NativeGate.@Nullable Failed tryImport(Flight flight, ImportThread thread) {
        Taken taken = new Taken(flight.name());
        flight.takes(taken);
        try {
            Imported imported = imported(flight, thread, taken);
            if (!landings.publish(flight, imported)) {
                throw givenUp(flight);
            }
            return null;
        } catch (Throwable thrown) { // a plugin's code may throw anything
            giveBack(flight, taken, thrown); // first: who is told may want to replace the files
            return NativeGate.failed(
                    Diagnoses.of(flight, thrown), taken.files() instanceof PluginLayer layer ? layer : null);
        } finally {
            flight.takes(null);
        }
    }

    private Imported imported(Flight flight, ImportThread thread, Taken taken) throws Throwable {
        enter(flight, ImportStage.OPEN);
        OpenArtifacts opened = open(flight);
        if (!taken.files(opened)) {
            opened.close();
            throw givenUp(flight);
        }
        Candidate candidate = flight.node().candidate();
        List<PluginLayer> prerequisites = layers(flight);
        enter(flight, ImportStage.RESOLVE);
        Resolution resolution =
                Resolver.resolve(candidate, settings.applicationLayer().configuration(), resolutions(prerequisites));
        enter(flight, ImportStage.DEFINE);
        PluginLayer layer = PluginLayer.define(
                resolution, opened, settings.applicationLayer(), settings.applicationLoader(), prerequisites);
        if (!taken.files(layer)) {
            layer.close();
            throw givenUp(flight);
        }
        if (settings.nativeAccess().contains(candidate.name())) {
            layer.enableNativeAccess();
        }
        enter(flight, ImportStage.START);
        if (flight.runsPluginCode()) {
            thread.beforePluginCode();
        }
        RunningPlugin running = new RunningPlugin(layer, host);
        if (!taken.running(running)) {
            throw givenUp(flight);
        }
        running.start();
        return new Imported(candidate, layer, running);
    }

    /** Opens what is to be imported, which is planned anew if it has changed since it was discovered. */
    private OpenArtifacts open(Flight flight) throws IOException {
        Replanning anew = Objects.requireNonNull(replanning, "replanning");
        for (int attempt = 1; ; attempt++) {
            try {
                return opener.open(flight.node().candidate());
            } catch (ChangedArtifactException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                Failure unmet = anew.replan(flight, e);
                if (unmet != null) {
                    landings.fail(flight, unmet);
                    throw givenUp(flight);
                }
            }
        }
    }

    private static CancellationException givenUp(Flight flight) {
        return new CancellationException("The import of plugin " + flight.name() + " was given up");
    }

    /** Its import has failed, or was given up before its start returned: nobody has seen it, and nobody will. */
    private void giveBack(Flight flight, Taken taken, Throwable why) {
        boolean tooLate = flight.hasLanded();
        TimeShares time = TimeShares.each(settings.stopTimeout());
        stops.giveBack(taken, time, tooLate ? null : flight);
        time.restoreInterrupt();
        if (tooLate && why instanceof CancellationException && taken.running() != null) {
            Thrown.warn(
                    "Plugin " + flight.name() + " was imported too late to be of use; it was stopped and thrown away",
                    null);
        }
    }

    /** Goes on to a stage, unless the flight was ended meanwhile: nobody wants what would come of it. */
    private static void enter(Flight flight, ImportStage stage) {
        if (flight.hasLanded()) {
            throw givenUp(flight);
        }
        flight.times().enter(stage);
    }

    private static List<Resolution> resolutions(List<PluginLayer> layers) {
        List<Resolution> resolutions = new ArrayList<>();
        for (PluginLayer layer : layers) {
            resolutions.add(layer.resolution());
        }
        return resolutions;
    }

    private static List<PluginLayer> layers(Flight flight) {
        List<PluginLayer> layers = new ArrayList<>();
        for (Prerequisite prerequisite : flight.node().prerequisites()) {
            if (flight.prerequisite(prerequisite.name()) instanceof Outcome.Success success) {
                layers.add(success.imported().layer());
            }
        }
        return layers;
    }
}
