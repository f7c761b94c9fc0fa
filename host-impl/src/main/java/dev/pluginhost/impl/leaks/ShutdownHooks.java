package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Shutdown hooks, where they can be seen: {@link Runtime} does not list them. */
final class ShutdownHooks implements Look {

    private final Peek peek;
    private final ThreadTies ties;

    ShutdownHooks(Peek peek) {
        this.peek = peek;
        this.ties = new ThreadTies(peek);
    }

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        if (!peek.sees()) {
            return;
        }
        for (Thread hook : hooks()) {
            List<String> all = ties.of(hook, suspect);
            if (!all.isEmpty()) {
                found.accept(new Holder(
                        Holder.Kind.SHUTDOWN_HOOK,
                        "shutdown hook \"" + hook.getName() + "\" " + String.join(", ", all)
                                + "; have the plugin remove it when it stops",
                        List.of()));
            }
        }
    }

    private Thread[] hooks() {
        Class<?> owner;
        try {
            owner = Class.forName("java.lang.ApplicationShutdownHooks");
        } catch (ClassNotFoundException e) {
            return new Thread[0]; // another release of the JDK
        }
        // The lock under which the JDK changes the map. There is none once the process shuts down.
        synchronized (owner) {
            return peek.read(owner, "hooks", null) instanceof Map<?, ?> hooks
                    ? Arrays.copyOf(hooks.keySet().toArray(), hooks.size(), Thread[].class)
                    : new Thread[0];
        }
    }
}
