package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportCycleException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.layer.OpenArtifacts;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Takes a claimed flight through its stages on the thread that claimed it: open, resolve, define, start, publish. Whatever
 * happens, the flight lands, and if it lands badly nothing of it is left. Safe for use by any import thread.
 */
final class FlightRunner {

    private final Settings settings;
    private final Slots slots;
    private final ImportThreads threads;
    private final Watchdog watchdog;
    private final HostAccess host;

    FlightRunner(Settings settings, Slots slots, ImportThreads threads, Watchdog watchdog, HostAccess host) {
        this.settings = settings;
        this.slots = slots;
        this.threads = threads;
        this.watchdog = watchdog;
        this.host = host;
    }

    /** Runs a flight that the thread, the current one, has claimed. When this returns, the flight has been ended. */
    void run(Flight flight, ImportThread thread) {
        thread.begin(flight);
        @Nullable Future<?> watch = null;
        try {
            watch = watchdog.watch(() -> expire(flight, thread));
            Failure unmet = unmetPrerequisite(flight);
            if (unmet != null) {
                fail(flight, unmet);
            } else {
                importPlugin(flight);
            }
        } catch (Throwable unexpected) { // whatever it is, those who wait must hear of it
            fail(flight, describe(flight, unexpected));
        } finally {
            if (watch != null) {
                watch.cancel(false);
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

    private void importPlugin(Flight flight) {
        Candidate candidate = flight.node().candidate();
        List<PluginLayer> prerequisites = layers(flight);
        @Nullable OpenArtifacts opened = null;
        @Nullable PluginLayer layer = null;
        @Nullable RunningPlugin running = null;
        try {
            flight.times().enter(ImportStage.OPEN);
            opened = OpenArtifacts.open(candidate);
            flight.times().enter(ImportStage.RESOLVE);
            Resolution resolution = Resolution.resolve(
                    candidate,
                    settings.applicationLayer().configuration(),
                    prerequisites.stream().map(PluginLayer::resolution).toList());
            flight.times().enter(ImportStage.DEFINE);
            layer = PluginLayer.define(
                    resolution, opened, settings.applicationLayer(), settings.applicationLoader(), prerequisites);
            if (settings.nativeAccess().contains(candidate.name())) {
                layer.enableNativeAccess();
            }
            flight.times().enter(ImportStage.START);
            running = RunningPlugin.start(layer, host);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            close(candidate, layer != null ? layer : opened); // first: who is told may want to replace the files
            fail(flight, describe(flight, thrown));
            return;
        }
        Imported imported = new Imported(candidate, layer, running);
        if (slots.publish(flight, imported)) {
            flight.land(new Outcome.Success(imported));
        } else {
            throwAway(flight, imported);
        }
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
        Thrown.warn(
                "Plugin " + flight.name() + " was imported too late to be of use; it is stopped and thrown away", null);
        imported.running().stop();
        close(imported.candidate(), imported.layer());
    }

    /** Ends a flight badly, if nobody else has ended it. */
    void fail(Flight flight, Failure failure) {
        if (slots.fail(flight, failure.recorded(settings.clock().instant()))) {
            flight.land(new Outcome.Failed(failure));
        }
    }

    private static void close(Candidate candidate, @Nullable AutoCloseable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            Thrown.warn("Files of plugin " + candidate.name() + " failed to close: " + e, e);
        }
    }

    /** The failure that something thrown is; never throws, though what a plugin has thrown may not even have a message. */
    static Failure describe(Flight flight, Throwable thrown) {
        try {
            return describeByStage(flight, thrown);
        } catch (Throwable again) { // from methods that the plugin's exception overrides
            Candidate candidate = flight.node().candidate();
            return Failure.of(
                    Failure.Kind.START,
                    candidate,
                    flight.times().stage(),
                    "Plugin " + candidate.name() + " (" + candidate.location() + ") failed with "
                            + thrown.getClass().getName() + ", which cannot be described",
                    thrown);
        }
    }

    private static Failure describeByStage(Flight flight, Throwable thrown) {
        Candidate candidate = flight.node().candidate();
        ImportStage stage = flight.times().stage();
        String plugin = "Plugin " + candidate.name() + " (" + candidate.location() + ")";
        if (stage == ImportStage.START && thrown instanceof ImportCycleException cycle) {
            return new Failure(
                    Failure.Kind.CYCLE,
                    plugin + " cannot start: " + innermost(cycle).getMessage(),
                    new Origin(candidate.name(), stage, Optional.of(candidate.location())),
                    cycle.path(),
                    cycle);
        }
        return switch (stage) {
            case OPEN ->
                Failure.of(
                        Failure.Kind.UNREADABLE,
                        candidate,
                        stage,
                        plugin + " cannot be opened: " + reason(thrown)
                                + (thrown instanceof IOException ? "" : " (unexpected)")
                                + "; put a whole file there and call refresh()",
                        thrown);
            case RESOLVE, DEFINE ->
                Failure.of(
                        Failure.Kind.UNRESOLVABLE,
                        candidate,
                        stage,
                        plugin + " cannot be " + (stage == ImportStage.RESOLVE ? "resolved: " : "defined: ")
                                + reason(thrown)
                                + (thrown instanceof ResolutionException || thrown instanceof FindException
                                        ? "; check() lists what is wrong with all plugins"
                                        : ""),
                        thrown);
            case QUEUE, FIND, PLAN ->
                Failure.of(
                        Failure.Kind.START,
                        candidate,
                        stage,
                        plugin + " could not be begun: " + reason(thrown),
                        thrown);
            case START ->
                Failure.of(
                        Failure.Kind.START,
                        candidate,
                        stage,
                        plugin + " failed to start" + place(candidate, thrown) + ": " + startReason(thrown),
                        thrown);
        };
    }

    /** A cycle is told once by each plugin on it; the first one tells it all. */
    private static ImportCycleException innermost(ImportCycleException cycle) {
        ImportCycleException innermost = cycle;
        while (innermost.getCause() instanceof ImportCycleException cause) {
            innermost = cause;
        }
        return innermost;
    }

    /** What the JDK has thrown says itself what is wrong. */
    private static String reason(Throwable thrown) {
        boolean telling = thrown instanceof ResolutionException
                || thrown instanceof FindException
                || thrown instanceof IOException;
        String message = telling ? thrown.getMessage() : null;
        return message != null ? message : Thrown.text(thrown);
    }

    private static String startReason(Throwable wrapped) {
        Throwable inner = wrapped.getCause();
        boolean wrapping = wrapped instanceof CompletionException || wrapped instanceof ExecutionException;
        Throwable thrown = wrapping && inner != null ? inner : wrapped;
        Throwable cause = thrown instanceof ExceptionInInitializerError ? thrown.getCause() : null;
        return cause != null ? "a static initialiser threw " + Thrown.text(cause) : Thrown.text(thrown);
    }

    /** Where in the plugin's own code it happened, which is what its author wants to know first. */
    private static String place(Candidate candidate, Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; depth < 100 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        for (StackTraceElement frame : root.getStackTrace()) {
            if (candidate.name().equals(frame.getModuleName())) {
                return " (at " + Places.describe(frame) + ")";
            }
        }
        return "";
    }

    // The deadline

    private void expire(Flight flight, ImportThread thread) {
        StuckThread where = new StuckThread(thread);
        Candidate candidate = flight.node().candidate();
        String times = StageTimes.describe(flight.times().soFar());
        Failure failure = Failure.of(
                Failure.Kind.TIMEOUT,
                candidate,
                flight.times().stage(),
                "Import of plugin " + candidate.name() + " (" + candidate.location() + ") took longer than "
                        + seconds(watchdog.deadline()) + " (" + times + "), wanted by " + flight.asker()
                        + ", and was at " + where.at(candidate.name()) + " on " + thread.plainName()
                        + "; let it do its long work after its start, or raise importDeadline",
                where);
        if (!slots.fail(flight, failure.recorded(settings.clock().instant()))) {
            return; // it landed in the very last moment
        }
        boolean threadsLeft = true;
        try {
            // The place of the thread first: those who are told then may ask for the next import.
            threadsLeft = threads.setAside(thread, flight);
        } finally {
            flight.land(new Outcome.Failed(failure));
        }
        thread.interruptIfAt(flight);
        Thrown.warn(failure.message(), where);
        if (!threadsLeft) {
            slots.underWay().stream()
                    .filter(waiting -> waiting.runner() == null)
                    .forEach(this::failForLackOfThreads);
        }
    }

    void failForLackOfThreads(Flight flight) {
        fail(
                flight,
                Failure.of(
                        Failure.Kind.TIMEOUT,
                        flight.node().candidate(),
                        ImportStage.QUEUE,
                        "Import of plugin " + flight.name() + ", wanted by " + flight.asker()
                                + ", cannot begin: every import thread is stuck in a plugin past its deadline, and "
                                + ImportThreads.MOST_SET_ASIDE
                                + " have been replaced; the log names those plugins",
                        null));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
