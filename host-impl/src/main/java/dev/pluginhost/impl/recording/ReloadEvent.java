package dev.pluginhost.impl.recording;

import dev.pluginhost.spi.Printable;
import java.util.Collection;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Begins when a reload begins, and ends with it. */
@Name("dev.pluginhost.Reload")
@Label("Plugin Reload")
@Category("PluginHost")
@Description("The replacement of imported plugins by what is installed now")
@StackTrace(false)
@SuppressWarnings("unused")
public final class ReloadEvent extends Event {

    @Label("Plugin")
    @Description("The plugin to reload; the watch may reload several, separated by commas")
    private String plugin = "";

    @Label("Plugins")
    @Description("The plugins that were replaced, separated by commas")
    private String plugins = "";

    @Label("Requested By")
    @Description("The code that asked, or the watch of the sources")
    private String requestedBy = "";

    @Label("Outcome")
    @Description(
            "RELOADED or NOT_IMPORTED; if it has failed, what runs: UNTOUCHED, RESTORED, LOST, or FAILED if that is unknown")
    private String outcome = "";

    @Label("Message")
    @Description("Why it failed, for people")
    private String message = "";

    void record(Collection<String> names, Collection<String> replaced, String by, String how, String why) {
        plugin = Printable.line(String.join(",", names));
        plugins = Printable.line(String.join(",", replaced));
        requestedBy = Printable.text(by);
        outcome = how;
        message = Printable.line(why);
        commit();
    }
}
