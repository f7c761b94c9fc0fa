package dev.pluginhost.impl.recording;

import dev.pluginhost.spi.Printable;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A call on a thread that must not wait. */
@Name("dev.pluginhost.BlockedCall")
@Label("Blocked Call")
@Category("PluginHost")
@Description("A call that would wait on a non-blocking thread, such as that of an event loop")
@SuppressWarnings("unused")
final class BlockedCallEvent extends Event {

    @Label("Call")
    @Description("The call, with its arguments")
    private String call = "";

    @Label("Caller")
    @Description("The code that calls")
    private String caller = "";

    @Label("Thread")
    @Description("The name of the thread, and which event loop it is")
    private String thread = "";

    @Label("Policy")
    @Description("The blocking policy: REFUSE or WARN")
    private String policy = "";

    @Label("Outcome")
    @Description("REFUSED, or WARNED if the call waits")
    private String outcome = "";

    void record(String what, String by, String where, boolean refused) {
        call = Printable.text(what);
        caller = Printable.text(by);
        thread = Printable.text(where);
        policy = refused ? "REFUSE" : "WARN";
        outcome = refused ? "REFUSED" : "WARNED";
        commit();
    }
}
