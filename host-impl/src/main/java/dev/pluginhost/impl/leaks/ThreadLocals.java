package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The thread-locals of live platform threads, where they can be seen. */
final class ThreadLocals implements Look {

    private final Peek peek;

    ThreadLocals(Peek peek) {
        this.peek = peek;
    }

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        if (!peek.sees()) {
            return;
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            look(
                    thread,
                    peek.read(Thread.class, "threadLocals", thread),
                    "have the plugin remove it on that thread",
                    suspect,
                    found);
            look(
                    thread,
                    peek.read(Thread.class, "inheritableThreadLocals", thread),
                    "have that thread ended by the code that started it, or started where the value is not set",
                    suspect,
                    found);
        }
    }

    /** The thread may change its map meanwhile: it replaces the table, or an entry in it, and never breaks either. */
    private void look(Thread thread, @Nullable Object map, String cure, Suspect suspect, Consumer<Holder> found) {
        if (map == null || !(peek.read(map.getClass(), "table", map) instanceof Object[] table)) {
            return;
        }
        for (Object entry : table) {
            if (entry instanceof Reference<?> key) {
                String value = Reach.of(peek.read(entry.getClass(), "value", entry), suspect);
                if (value != null) {
                    found.accept(new Holder(
                            Holder.Kind.THREAD_LOCAL, text(thread, key.get(), value) + "; " + cure, List.of()));
                }
            }
        }
    }

    private static String text(Thread thread, @Nullable Object key, String value) {
        return "thread \"" + thread.getName() + "\" has a thread-local value " + value
                + (key == null ? "" : ", of a " + Suspect.name(key.getClass()));
    }
}
