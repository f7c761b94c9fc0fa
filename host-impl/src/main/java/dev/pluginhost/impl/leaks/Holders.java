package dev.pluginhost.impl.leaks;

import dev.pluginhost.Holder;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks everywhere for what holds a plugin. Immutable. */
final class Holders {

    private final Peek peek;
    /**
     * Made when they are needed: one that is about a JDK module that is not there does not even link. Hence lambdas: a
     * reference to a constructor would link the class at once.
     */
    private final List<Supplier<Look>> looks;

    /** Looks for all that the JDK shows, and with {@code peek} for more. */
    Holders(Peek peek) {
        this(
                peek,
                List.of(
                        () -> new LiveThreads(peek),
                        () -> new ShutdownHooks(peek),
                        () -> new ThreadLocals(peek),
                        () -> new JdbcDrivers(),
                        () -> new MBeans(),
                        () -> new LogHandlers(),
                        () -> new ProcessSettings()));
    }

    Holders(Peek peek, List<Supplier<Look>> looks) {
        this.peek = peek;
        this.looks = looks;
    }

    /** What is seen to hold the plugin. Never throws. */
    List<Holder> of(Suspect suspect) {
        List<Holder> found = new ArrayList<>();
        for (Supplier<Look> look : looks) {
            try {
                look.get().at(suspect, found::add);
            } catch (NoClassDefFoundError e) {
                // the application has no such module, so nobody could leave anything there
            } catch (RuntimeException | Error e) { // the application's, such as a handler or a server of its own
                Thrown.warnSoon(
                        "What holds unloaded plugin " + suspect.plugin() + " cannot be told in full: " + Thrown.text(e),
                        e);
            }
        }
        return found;
    }

    /** What to say when nothing is seen. */
    Holder unknown() {
        return new Holder(
                Holder.Kind.UNKNOWN,
                "nothing that can be seen; "
                        + (peek.sees()
                                ? ""
                                : "start the JVM with " + Peek.OPENING
                                        + " to have thread-locals and shutdown hooks looked through; ")
                        + "in a heap dump (jcmd PID GC.heap_dump FILE) follow the class loader of that name to a root",
                List.of());
    }
}
