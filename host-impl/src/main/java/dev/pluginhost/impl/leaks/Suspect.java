package dev.pluginhost.impl.leaks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plugin whose holders are looked for. Strong: one is made for one scan and dropped with it. None of its methods runs code
 * of a plugin, or loads a class.
 *
 * @param plugin its name
 * @param loader its loader, unless collected
 * @param layer its layer, unless collected
 */
record Suspect(
        String plugin,
        @Nullable ClassLoader loader,
        @Nullable ModuleLayer layer) {

    /** Whether a loader is the plugin's, or one that delegates to it and so keeps it, like those that plugins make. */
    boolean ownsLoader(@Nullable ClassLoader other) {
        for (ClassLoader next = other; next != null; next = next.getParent()) {
            if (next == loader) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class keeps the plugin: it is the plugin's, a loader's of its own, or a plugin's that requires it. */
    boolean ownsType(@Nullable Class<?> type) {
        return type != null
                && (ownsLoader(type.getClassLoader())
                        || isAbove(type.getModule().getLayer()));
    }

    /** Whether an object keeps the plugin, as its class does, or as it is a class, a loader, a module or a layer. */
    boolean owns(@Nullable Object object) {
        return object != null && (ownsType(object.getClass()) || isItself(object));
    }

    private boolean isItself(Object object) {
        if (object instanceof Class<?> type) {
            return ownsType(type);
        }
        if (object instanceof Module module) {
            return ownsLoader(module.getClassLoader()) || isAbove(module.getLayer());
        }
        return object instanceof ModuleLayer above
                ? isAbove(above)
                : object instanceof ClassLoader other && ownsLoader(other);
    }

    /** Whether a layer is the plugin's or has it among its parents, near or far. */
    boolean isAbove(@Nullable ModuleLayer other) {
        if (layer == null || other == null) {
            return false;
        }
        Set<ModuleLayer> seen = new HashSet<>();
        Deque<ModuleLayer> open = new ArrayDeque<>();
        open.add(other);
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

    /** Whether a class of a name would be in the plugin. */
    boolean hasPackageOf(String className) {
        String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
        return layer != null
                && layer.modules().stream()
                        .anyMatch(module -> module.getPackages().contains(name));
    }

    /** A class in words; of a hidden one, such as a lambda's, without the address. */
    static String name(Class<?> type) {
        String name = type.getName();
        int slash = name.indexOf('/');
        String shown = slash < 0 ? name : name.substring(0, slash);
        int lambda = shown.indexOf("$$Lambda");
        return lambda < 0 ? shown : "a lambda of " + shown.substring(0, lambda);
    }

    /** Whether calling a method of an object of a class runs code of the JDK or of the application, and none of a plugin. */
    static boolean isTrusted(Class<?> type) {
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            ClassLoader of = next.getClassLoader();
            if (of != null && of != ClassLoader.getPlatformClassLoader() && of != ClassLoader.getSystemClassLoader()) {
                return false;
            }
        }
        return true;
    }
}
