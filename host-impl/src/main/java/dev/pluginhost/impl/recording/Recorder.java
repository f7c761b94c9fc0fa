package dev.pluginhost.impl.recording;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Gives what has happened to the Java Flight Recorder. The classes of events are loaded when there is a recording. Without one, the only class
 * of the Flight Recorder that is loaded is the one that says so. Nothing here throws. To be called without locks. Thread-safe.
 */
public final class Recorder {

    /** Whether the process has the module of the Flight Recorder. Set by any thread, never cleared. */
    private static volatile boolean present =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** Whether a failure of the Flight Recorder was logged. Set by any thread. */
    private static volatile boolean failed;

    private Recorder() {}

    /** Whether there is a recording in this process, or was one. */
    public static boolean isOn() {
        return (present || isLoaded()) && FlightRecorder.isInitialized();
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
        return isOn() ? begun(ImportEvent::new) : null;
    }

    /** Records an import that has ended; its event is null if none has begun. */
    public static void imported(EndedImport ended, Path location, @Nullable ImportEvent begun) {
        if (isOn()) {
            safely(() -> (begun == null ? new ImportEvent() : begun).record(ended, location));
        }
    }

    /** The event of an unload that begins now; null without a recording. */
    public static @Nullable UnloadEvent unloading() {
        return isOn() ? begun(UnloadEvent::new) : null;
    }

    /** Ends the event of an unload, of which more becomes known later. */
    public static void ended(@Nullable UnloadEvent begun) {
        if (begun != null) {
            safely(begun::end);
        }
    }

    /** Records an unload whose event has {@linkplain #ended ended}. */
    public static void unloaded(UnloadReport.Plugin plugin, String requestedBy, @Nullable UnloadEvent ended) {
        if (isOn()) {
            safely(() -> (ended == null ? new UnloadEvent() : ended).record(plugin, requestedBy));
        }
    }

    /** The event of a reload that begins now; null without a recording. */
    public static @Nullable ReloadEvent reloading() {
        return isOn() ? begun(ReloadEvent::new) : null;
    }

    /** Records a reload that has ended; the outcome is a constant's name, and the message is empty if it has not failed. */
    public static void reloaded(
            Collection<String> names,
            Collection<String> replaced,
            String requestedBy,
            String outcome,
            String message,
            @Nullable ReloadEvent begun) {
        if (isOn()) {
            safely(() ->
                    (begun == null ? new ReloadEvent() : begun).record(names, replaced, requestedBy, outcome, message));
        }
    }

    /** Records a call that waits on a thread that must not wait, or would if it were not refused. */
    public static void blocked(String call, String caller, String thread, boolean refused) {
        if (isOn()) {
            safely(() -> new BlockedCallEvent().record(call, caller, thread, refused));
        }
    }

    /** The event of a reading that begins now; null without a recording. */
    public static @Nullable RefreshEvent reading() {
        ImportEvent unused = importing(); // loads what it needs, which else the first import would wait for
        return isOn() ? begun(RefreshEvent::new) : null;
    }

    /** Records a reading that has ended. */
    public static void read(
            String requestedBy, int installed, int changed, int problems, @Nullable RefreshEvent begun) {
        if (isOn()) {
            safely(() ->
                    (begun == null ? new RefreshEvent() : begun).record(requestedBy, installed, changed, problems));
        }
    }

    static String text(Optional<ModuleDescriptor.Version> version) {
        return version.map(is -> Printable.name(is.toString())).orElse("");
    }

    private static <E extends Event> @Nullable E begun(Supplier<E> kind) {
        try {
            E event = kind.get();
            event.begin();
            return event;
        } catch (Throwable thrown) { // such as no memory; what is to be recorded goes on
            log(thrown);
            return null;
        }
    }

    private static void safely(Runnable recording) {
        try {
            recording.run();
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    private static void log(Throwable thrown) {
        if (failed) {
            return;
        }
        failed = true;
        try {
            Thrown.warnSoon(
                    "The Flight Recorder could not record what the plugin host does: " + Thrown.text(thrown)
                            + "; the host goes on, and does not log this again",
                    thrown);
        } catch (OutOfMemoryError e) {
            // what is recorded must not fail
        }
    }
}
