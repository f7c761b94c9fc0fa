package dev.pluginhost.impl.recording;

import dev.pluginhost.RefreshReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Gives what has happened to the Java Flight Recorder. The classes of events are loaded when there is a recording. Without one, the only class
 * of the Flight Recorder that is loaded is the one that says so. Nothing here throws, so no call of it has a lambda, which may not link. To be
 * called without locks. Thread-safe.
 */
public final class Recorder {

    private static final String MODULE = "jdk.jfr";

    /** Whether the process has the module of the Flight Recorder. Set by any thread, never cleared. */
    private static volatile boolean present =
            ModuleLayer.boot().findModule(MODULE).isPresent();

    /** Whether it can have that later. */
    private static final boolean POSSIBLE =
            present || ModuleFinder.ofSystem().find(MODULE).isPresent();

    /** Whether a failure of the Flight Recorder was logged. Set by any thread. */
    static volatile boolean failed;

    private Recorder() {}

    /** Whether there is a recording in this process, or was one. */
    public static boolean isOn() {
        try {
            return POSSIBLE && (present || isLoaded()) && FlightRecorder.isInitialized();
        } catch (Throwable thrown) {
            log(thrown);
            return false;
        }
    }

    /** If a process was started without the module, the virtual machine loads it for the first recording. */
    private static boolean isLoaded() {
        try {
            Class<?> recorder = Class.forName("jdk.jfr.FlightRecorder", false, null);
            Recorder.class.getModule().addReads(recorder.getModule());
            present = true;
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The event of an import that begins now; null without a recording. */
    public static @Nullable ImportEvent importing() {
        try {
            if (isOn()) {
                ImportEvent event = new ImportEvent();
                event.begin();
                return event;
            }
        } catch (Throwable thrown) { // such as no memory; what is to be recorded goes on
            log(thrown);
        }
        return null;
    }

    /** Records an import that has ended; its event is null if none has begun. */
    public static void imported(EndedImport ended, Path location, @Nullable ImportEvent begun) {
        try {
            if (isOn()) {
                (begun == null ? new ImportEvent() : begun).record(ended, location);
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    /** The event of an unload that begins now; null without a recording. */
    public static @Nullable UnloadEvent unloading() {
        try {
            if (isOn()) {
                UnloadEvent event = new UnloadEvent();
                event.begin();
                return event;
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
        return null;
    }

    /** Ends the event of an unload that the current thread has run, of which more becomes known later. */
    public static void ended(@Nullable UnloadEvent begun) {
        try {
            if (begun != null) {
                begun.endHere();
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    /** Records an unload whose event has {@linkplain #ended ended}. */
    public static void unloaded(UnloadReport.Plugin plugin, String requestedBy, @Nullable UnloadEvent ended) {
        try {
            if (isOn()) {
                (ended == null ? new UnloadEvent() : ended).record(plugin, requestedBy);
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    /** The event of a reload that begins now; null without a recording. */
    public static @Nullable ReloadEvent reloading() {
        try {
            if (isOn()) {
                ReloadEvent event = new ReloadEvent();
                event.begin();
                return event;
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
        return null;
    }

    /** Records a reload that has ended; the outcome is a constant's name, and the message is empty if it has not failed. */
    public static void reloaded(
            Collection<String> names,
            Collection<String> replaced,
            String requestedBy,
            String outcome,
            String message,
            @Nullable ReloadEvent begun) {
        try {
            if (isOn()) {
                (begun == null ? new ReloadEvent() : begun).record(names, replaced, requestedBy, outcome, message);
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    /** Records a call that waits on a thread that must not wait, or would if it were not refused. */
    public static void blocked(String call, String caller, String thread, boolean refused) {
        try {
            if (isOn()) {
                new BlockedCallEvent().record(call, caller, thread, refused);
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    /** The event of a reading that begins now; null without a recording. */
    public static @Nullable RefreshEvent reading() {
        ImportEvent unused = importing(); // loads what it needs, which else the first import would wait for
        try {
            if (isOn()) {
                RefreshEvent event = new RefreshEvent();
                event.begin();
                return event;
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
        return null;
    }

    /** Records a reading that has ended: how many are installed then, and what makes the report if that is wanted; null if it has failed. */
    public static void read(
            String requestedBy, int installed, @Nullable Supplier<RefreshReport> report, @Nullable RefreshEvent begun) {
        try {
            if (isOn()) {
                (begun == null ? new RefreshEvent() : begun).record(requestedBy, installed, report);
            }
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    static String text(Optional<ModuleDescriptor.Version> version) {
        return version.map(is -> Printable.name(is.toString())).orElse("");
    }

    private static void log(Throwable thrown) {
        if (failed) {
            return;
        }
        failed = true;
        failed(
                "The Flight Recorder could not record what the plugin host does",
                "; the host goes on, and does not log this again",
                thrown);
    }

    /** Logs a failure besides what the host has to do, which goes on, whatever this takes. */
    public static void failed(String what, String then, Throwable thrown) {
        try {
            Thrown.warnSoon(what + ": " + Thrown.text(thrown) + then, thrown);
        } catch (Throwable again) {
            // such as no memory for a line
        }
    }
}
