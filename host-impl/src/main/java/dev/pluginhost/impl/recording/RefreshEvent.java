package dev.pluginhost.impl.recording;

import dev.pluginhost.RefreshReport;
import dev.pluginhost.spi.Printable;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

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

    @Label("Outcome")
    @Description("READ, or FAILED")
    private String outcome = "";

    /** The report is made if this is recorded; null if there is none. */
    void record(String by, int plugins, @Nullable Supplier<RefreshReport> report) {
        end();
        if (!shouldCommit()) {
            return;
        }
        requestedBy = Printable.text(by);
        installed = plugins;
        outcome = report == null ? "FAILED" : "READ";
        if (report != null) {
            RefreshReport found = report.get();
            changed = found.added().size()
                    + found.removed().size()
                    + found.changed().size();
            problems = found.problems().size();
        }
        commit();
    }
}
