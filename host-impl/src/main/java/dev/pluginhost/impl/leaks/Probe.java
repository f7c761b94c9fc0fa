package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.List;

/**
 * Finds holders of one kind. It loads no class of a plugin, and runs no code of one unless the JDK cannot be asked without. It
 * reports text and keeps nothing.
 */
@FunctionalInterface
interface Probe {

    /** Adds the holders that it sees. */
    void search(Target target, Findings found);

    /** What a probe has found. */
    @FunctionalInterface
    interface Findings {
        void add(Holder holder);

        default void add(Holder.Kind kind, String what) {
            add(new Holder(kind, what, List.of()));
        }
    }
}
