package dev.pluginhost.impl.recording;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.spi.Printable;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Begins when listeners are notified that the plugin leaves, and ends when its files are closed. */
@Name("dev.pluginhost.Unload")
@Label("Plugin Unload")
@Category("PluginHost")
@Description("The end of a plugin, from the notice to listeners until its files are closed")
@StackTrace(false)
@SuppressWarnings("unused")
public final class UnloadEvent extends Event {

    @Label("Plugin")
    @Description("The name of the plugin's module")
    private String plugin = "";

    @Label("Version")
    @Description("The version of the plugin's module, if it has one")
    private String version = "";

    @Label("Requested By")
    @Description("The code that asked first")
    private String requestedBy = "";

    @Label("Unload Thread")
    @Description("The thread that has run the unload, or has closed the host")
    private String unloadThread = "";

    @Label("Outcome")
    @Description("UNLOADED, or PROBLEMS if a step of its end has thrown or was abandoned")
    private String outcome = "";

    @Label("Problems")
    @Description("What went wrong")
    private String problems = "";

    @Label("Collected")
    @Description("COLLECTED, HELD or NOT_CHECKED: whether its class loader was collected afterwards")
    private String collected = "";

    /** Ends the event on the thread that has run the unload; another one may record it. */
    void endHere() {
        end();
        unloadThread = Printable.text(Thread.currentThread().getName());
    }

    void record(UnloadReport.Plugin unloaded, String by) {
        if (!shouldCommit()) {
            return;
        }
        plugin = Printable.name(unloaded.name());
        version = Recorder.text(unloaded.version());
        requestedBy = Printable.text(by);
        outcome = unloaded.problems().isEmpty() ? "UNLOADED" : "PROBLEMS";
        problems = Printable.line(String.join("; ", unloaded.problems()));
        collected = unloaded.collection().name();
        commit();
    }
}
