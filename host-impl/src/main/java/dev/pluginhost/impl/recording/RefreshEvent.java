package dev.pluginhost.impl.recording;

import dev.pluginhost.spi.Printable;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A reading of the sources. */
@Name("dev.pluginhost.Refresh")
@Label("Sources Read")
@Category("PluginHost")
@Description("A reading of the sources of plugins: the first one, or one by refresh, reload or watch")
@StackTrace(false)
@SuppressWarnings("unused")
public final class RefreshEvent extends Event {

    @Label("Requested By")
    @Description("The code that asked, or the call that needed it")
    private String requestedBy = "";

    @Label("Installed")
    @Description("The number of installed plugins")
    private int installed;

    @Label("Changed")
    @Description("The number of plugins that were added, removed or changed since the last reading")
    private int changed;

    @Label("Problems")
    @Description("The number of errors, warnings and notes that are known without an import")
    private int problems;

    void record(String by, int plugins, int differences, int found) {
        requestedBy = Printable.text(by);
        installed = plugins;
        changed = differences;
        problems = found;
        commit();
    }
}
