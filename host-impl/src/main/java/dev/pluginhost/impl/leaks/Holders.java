package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.ArrayList;
import java.util.List;

/** Looks everywhere for what holds a plugin. For use by one thread at a time. */
final class Holders {

    private final Peek peek;
    private final List<Place> places;

    /** Looks for all that the JDK shows, and with {@code peek} for more. */
    Holders(Peek peek) {
        this(
                peek,
                List.of(
                        new Place("live threads", null, () -> new LiveThreads(peek)),
                        new Place("shutdown hooks", null, () -> new ShutdownHooks(peek)),
                        new Place("thread-locals", null, () -> new ThreadLocals(peek)),
                        new Place("JDBC drivers", "java.sql", () -> new JdbcDrivers()),
                        new Place("MBeans", "java.management", () -> new MBeans()),
                        new Place("loggers", "java.logging", () -> new LogHandlers()),
                        new Place("settings of the process", null, () -> new ProcessSettings())));
    }

    Holders(Peek peek, List<Place> places) {
        this.peek = peek;
        this.places = places;
    }

    /** What is seen to hold the plugin, and which places could not be looked through. */
    List<Holder> of(Suspect suspect) {
        List<Holder> found = new ArrayList<>();
        for (Place place : places) {
            found.addAll(place.look(suspect));
        }
        return found;
    }

    /** What to say when nothing is seen. */
    Holder unknown() {
        return new Holder(
                Holder.Kind.UNKNOWN,
                "nothing that can be seen; it may be a soft reference, as in caches of Groovy, Spring and Jackson, which goes"
                        + " when memory is short (at once in a JVM with -XX:SoftRefLRUPolicyMSPerMB=0), a ClassValue, a"
                        + " java.lang.ref.Cleaner, a factory of java.net.URL, sun.awt.AppContext (let the application use AWT before), or a plugin that it required and that is still"
                        + " imported; "
                        + (peek.sees()
                                ? ""
                                : "start the JVM with " + Peek.OPENING
                                        + " to have thread-locals and shutdown hooks looked through; ")
                        + "testkit-leaks shows the path in a test; or take a heap dump (jcmd PID GC.heap_dump FILE) and follow"
                        + " the class loader of that name to a root",
                List.of());
    }
}
