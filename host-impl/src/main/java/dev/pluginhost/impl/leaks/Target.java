package dev.pluginhost.impl.leaks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The unloaded plugin whose holders are searched for. Immutable. Its references are strong: make one for a search and drop it
 * afterwards. No method runs code of a plugin or loads a class.
 *
 * @param plugin its name
 * @param loader its loader, unless collected
 * @param layer its layer, unless collected
 */
record Target(
        String plugin,
        @Nullable ClassLoader loader,
        @Nullable ModuleLayer layer) {

    private static final int MAX_ELEMENTS = 1000;
    private static final int MAX_DEPTH = 3;

    /** The containers that {@link #reachedFrom} searches: their iteration calls no code of their elements. */
    private static final Set<Class<?>> CONTAINERS = Set.of(
            ArrayList.class,
            CopyOnWriteArrayList.class,
            HashSet.class,
            HashMap.class,
            LinkedHashMap.class,
            ConcurrentHashMap.class,
            List.of().getClass(),
            List.of(1).getClass());

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
    boolean ownsType(@Nullable Class<?> type) {
        return type != null
                && (ownsLoader(type.getClassLoader())
                        || isBelow(type.getModule().getLayer()));
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

    /** Whether the plugin has the package of a class name. */
    boolean hasPackageOf(String className) {
        String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
        return layer != null
                && layer.modules().stream()
                        .anyMatch(module -> module.getPackages().contains(name));
    }

    /** Describes how an object keeps the plugin, itself or as a container of the JDK; null if it is not seen to. */
    @Nullable
    String reachedFrom(@Nullable Object object) {
        return reachedFrom(object, MAX_DEPTH);
    }

    private @Nullable String reachedFrom(@Nullable Object object, int depth) {
        if (object == null) {
            return null;
        }
        if (owns(object)) {
            return object instanceof Class<?> type && ownsType(type) ? "class " + name(type) : name(object.getClass());
        }
        if (depth == 0) {
            return null;
        }
        Iterator<?> elements = elements(object);
        try {
            for (int i = 0; i < MAX_ELEMENTS && elements.hasNext(); i++) {
                String inside = reachedFrom(elements.next(), depth - 1);
                if (inside != null) {
                    return object.getClass().getTypeName() + " of " + inside;
                }
            }
        } catch (ConcurrentModificationException | NoSuchElementException e) {
            return null; // the container is in use
        }
        return null;
    }

    private boolean owns(Object object) {
        if (ownsType(object.getClass())) {
            return true;
        }
        if (object instanceof Class<?> type) {
            return ownsType(type);
        }
        if (object instanceof Module module) {
            return ownsLoader(module.getClassLoader()) || isBelow(module.getLayer());
        }
        return object instanceof ModuleLayer below
                ? isBelow(below)
                : object instanceof ClassLoader other && ownsLoader(other);
    }

    private static Iterator<?> elements(Object object) {
        if (object instanceof Object[] array) {
            return Arrays.asList(array).iterator();
        }
        if (!CONTAINERS.contains(object.getClass())) {
            return List.of().iterator();
        }
        return object instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .flatMap(entry -> Arrays.asList(entry.getKey(), entry.getValue()).stream())
                        .iterator()
                : ((Collection<?>) object).iterator();
    }

    /** The name of a class; of a hidden one, such as a lambda's, without its address. */
    static String name(Class<?> type) {
        String name = type.getName();
        int slash = name.indexOf('/');
        String shown = slash < 0 ? name : name.substring(0, slash);
        int lambda = shown.indexOf("$$Lambda");
        return lambda < 0 ? shown : "a lambda of " + shown.substring(0, lambda);
    }

    /** Whether calling an object of a class runs code of the JDK or of the application alone. */
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
