package dev.pluginhost.impl.leaks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The unloaded plugin whose holders are searched for; loader and layer are null if collected. Immutable. Its references are strong: make
 * one for a search and drop it afterwards. No method runs code of a plugin or loads a class.
 */
record Target(
        String plugin,
        @Nullable ClassLoader loader,
        @Nullable ModuleLayer layer) {

    /** Whether a loader is the plugin's, or a child of it, such as a loader that the plugin has made. */
    boolean ownsLoader(@Nullable ClassLoader other) {
        for (ClassLoader next = other; next != null; next = next.getParent()) {
            if (next == loader) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class belongs to the plugin, to a loader that the plugin has made, or to a plugin that requires it. */
    boolean ownsType(Class<?> type) {
        return ownsLoader(type.getClassLoader()) || isBelow(type.getModule().getLayer());
    }

    /** Whether a layer is the plugin's or has it as an ancestor. */
    boolean isBelow(@Nullable ModuleLayer other) {
        if (layer == null || other == null) {
            return false;
        }
        Set<ModuleLayer> seen = new HashSet<>();
        Deque<ModuleLayer> open = new ArrayDeque<>(List.of(other));
        for (ModuleLayer next = open.poll(); next != null; next = open.poll()) {
            if (next == layer) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(next.parents());
            }
        }
        return false;
    }

    /** Describes an object that keeps the plugin: one of its classes, of its loaders, or of their objects; else null. */
    @Nullable
    String described(@Nullable Object object) {
        if (object instanceof Class<?> type) {
            return ownsType(type) ? "class " + name(type) : null;
        }
        boolean owned = object != null
                && (ownsType(object.getClass()) || object instanceof ClassLoader other && ownsLoader(other));
        return owned ? name(object.getClass()) : null;
    }

    /** The name of a class; of a hidden one, such as a lambda's, without its address. */
    static String name(Class<?> type) {
        String name = type.getName();
        int slash = name.indexOf('/');
        String shown = slash < 0 ? name : name.substring(0, slash);
        int lambda = shown.indexOf("$$Lambda");
        return lambda < 0 ? shown : "a lambda of " + shown.substring(0, lambda);
    }
}
