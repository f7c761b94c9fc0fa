package dev.pluginhost.impl.recording;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Begins when a thread begins to open the plugin, and ends with the import. Fields are read by the Flight Recorder. */
@Name("dev.pluginhost.Import")
@Label("Plugin Import")
@Category("PluginHost")
@Description(
        "An import of a plugin that has ended; it was requested the sum of its stages before the end of this event")
@StackTrace(false)
@SuppressWarnings("unused")
public final class ImportEvent extends Event {

    /** The Flight Recorder's own value for a time that there is not. */
    private static final long NOT_REACHED = Long.MIN_VALUE;

    @Label("Plugin")
    @Description("The name of the plugin's module")
    private String plugin = "";

    @Label("Version")
    @Description("The version of the plugin's module, if it has one")
    private String version = "";

    @Label("Location")
    @Description("The jar, exploded module or bundle directory")
    private String location = "";

    @Label("Prerequisites")
    @Description("The plugins that had to be imported before, separated by commas")
    private String prerequisites = "";

    @Label("Requested By")
    @Description("The code that asked first")
    private String requestedBy = "";

    @Label("Import Thread")
    @Description("The thread that has run the import, if one has")
    private String importThread = "";

    @Label("Queue")
    @Description("Waiting for prerequisites and for an import thread")
    @Timespan(Timespan.NANOSECONDS)
    private long queue;

    @Label("Open")
    @Description("Opening the plugin's files")
    @Timespan(Timespan.NANOSECONDS)
    private long open;

    @Label("Resolve")
    @Description("Resolving its module")
    @Timespan(Timespan.NANOSECONDS)
    private long resolve;

    @Label("Define")
    @Description("Defining its layer and class loader")
    @Timespan(Timespan.NANOSECONDS)
    private long define;

    @Label("Start")
    @Description("Running its code: start, then the constructors of its services")
    @Timespan(Timespan.NANOSECONDS)
    private long start;

    @Label("Outcome")
    @Description("IMPORTED or FAILED")
    private String outcome = "";

    @Label("Reason")
    @Description("Why it failed, for programs")
    private String reason = "";

    @Label("Message")
    @Description("Why it failed, for people")
    private String message = "";

    void record(EndedImport ended, Path from) {
        end(); // before the texts are made
        if (!shouldCommit()) {
            return;
        }
        plugin = Printable.name(ended.name());
        version = Recorder.text(ended.version());
        location = Printable.line(from.toString());
        List<String> names = new ArrayList<>();
        ended.prerequisites().forEach(name -> names.add(Printable.name(name)));
        prerequisites = String.join(",", names);
        PluginInfo.Trace trace = ended.trace();
        requestedBy = trace.requestedBy();
        importThread = trace.thread();
        Map<ImportStage, Duration> times = trace.times();
        queue = nanos(times, ImportStage.QUEUE);
        open = nanos(times, ImportStage.OPEN);
        resolve = nanos(times, ImportStage.RESOLVE);
        define = nanos(times, ImportStage.DEFINE);
        start = nanos(times, ImportStage.START);
        outcome = ended.failure().isEmpty() ? "IMPORTED" : "FAILED";
        reason = ended.failure().map(why -> why.reason().name()).orElse("");
        message = ended.failure().map(PluginInfo.Failure::message).orElse("");
        commit();
    }

    private static long nanos(Map<ImportStage, Duration> times, ImportStage stage) {
        Duration time = times.get(stage);
        return time == null ? NOT_REACHED : time.toNanos();
    }
}
