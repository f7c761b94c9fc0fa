package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportStage;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.layer.OpenArtifacts;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a claimed flight through its stages on the thread that claimed it: open, resolve, define, start, publish. Whatever
 * happens, the flight lands, and if it lands badly nothing of it is left. Safe for use by any import thread.
 */
final class FlightRunner {

    private final Settings settings;
    private final Landings landings;
    private final Overdue overdue;
    private final ArtifactOpener opener;
    private final HostAccess host;

    FlightRunner(Settings settings, Landings landings, Overdue overdue, ArtifactOpener opener, HostAccess host) {
        this.settings = settings;
        this.landings = landings;
        this.overdue = overdue;
        this.opener = opener;
        this.host = host;
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
        Candidate candidate = flight.node().candidate();
        List<PluginLayer> prerequisites = layers(flight);
        @Nullable OpenArtifacts opened = null;
        @Nullable PluginLayer layer = null;
        @Nullable RunningPlugin running = null;
        try {
            enter(flight, ImportStage.OPEN);
            opened = opener.open(candidate);
            enter(flight, ImportStage.RESOLVE);
            Resolution resolution = Resolution.resolve(
                    candidate, settings.applicationLayer().configuration(), resolutions(prerequisites));
            enter(flight, ImportStage.DEFINE);
            layer = PluginLayer.define(
                    resolution, opened, settings.applicationLayer(), settings.applicationLoader(), prerequisites);
            if (settings.nativeAccess().contains(candidate.name())) {
                layer.enableNativeAccess();
            }
            enter(flight, ImportStage.START);
            if (flight.runsPluginCode()) {
                thread.beforePluginCode();
            }
            running = RunningPlugin.start(layer, host);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            close(candidate, layer != null ? layer : opened); // first: who is told may want to replace the files
            landings.fail(flight, Diagnoses.of(flight, thrown));
            return;
        }
        Imported imported = new Imported(candidate, layer, running);
        if (!landings.publish(flight, imported)) {
            throwAway(flight, imported);
        }
    }

    /** Goes on to a stage, unless the flight was ended meanwhile: nobody wants what would come of it. */
    private static void enter(Flight flight, ImportStage stage) {
        if (flight.hasLanded()) {
            throw new CancellationException("The import of plugin " + flight.name() + " was given up");
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

    /** Its deadline had passed or the host was closed when the start returned at last: nobody has seen it, nobody will. */
    private static void throwAway(Flight flight, Imported imported) {
        imported.running().stop();
        close(imported.candidate(), imported.layer());
        Thrown.warn(
                "Plugin " + flight.name() + " was imported too late to be of use; it was stopped and thrown away",
                null);
    }

    private static void close(Candidate candidate, @Nullable AutoCloseable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            Thrown.warn("Files of plugin " + candidate.name() + " failed to close: " + Thrown.text(e), e);
        }
    }
}
