package dev.pluginhost.impl.leaks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether an object is a plugin's, or a plain container of the JDK with one in it. Of containers, those of classes are
 * looked into whose iteration calls nobody back. They may be changed meanwhile by whoever they belong to: what is not seen
 * then is not told. Stateless.
 */
final class Reach {

    private static final int MOST_ELEMENTS = 1000;
    private static final int MOST_LEVELS = 3;

    private static final Set<Class<?>> CONTAINERS = Set.of(
            ArrayDeque.class,
            ArrayList.class,
            LinkedList.class,
            CopyOnWriteArrayList.class,
            HashSet.class,
            LinkedHashSet.class,
            HashMap.class,
            LinkedHashMap.class,
            IdentityHashMap.class,
            TreeMap.class,
            ConcurrentHashMap.class,
            List.of().getClass(),
            List.of(1).getClass());

    private Reach() {}

    /** In what way an object keeps the plugin, in words; {@code null} if it is not seen to. */
    static @Nullable String of(@Nullable Object object, Suspect suspect) {
        return of(object, suspect, MOST_LEVELS);
    }

    private static @Nullable String of(@Nullable Object object, Suspect suspect, int levels) {
        if (object == null) {
            return null;
        }
        if (suspect.owns(object)) {
            return object instanceof Class<?> type && suspect.ownsType(type)
                    ? "class " + Suspect.name(type)
                    : Suspect.name(object.getClass());
        }
        if (levels == 0) {
            return null;
        }
        String inside = inside(content(object), suspect, levels - 1);
        return inside == null ? null : object.getClass().getTypeName() + " of " + inside;
    }

    private static @Nullable String inside(Iterator<?> content, Suspect suspect, int levels) {
        try {
            for (int i = 0; i < MOST_ELEMENTS && content.hasNext(); i++) {
                String inside = of(content.next(), suspect, levels);
                if (inside != null) {
                    return inside;
                }
            }
        } catch (ConcurrentModificationException | NoSuchElementException e) {
            return null; // it is in use
        }
        return null;
    }

    private static Iterator<?> content(Object object) {
        Class<?> type = object.getClass();
        if (object instanceof Object[] array) {
            return Arrays.asList(array).iterator();
        }
        if (type == AtomicReference.class) {
            return Arrays.asList(((AtomicReference<?>) object).get()).iterator();
        }
        if (object instanceof Optional<?> optional) {
            return optional.stream().iterator();
        }
        if (!CONTAINERS.contains(type)) {
            return List.of().iterator();
        }
        return object instanceof Map<?, ?> map
                ? new KeysAndValues(map.entrySet().iterator())
                : ((Collection<?>) object).iterator();
    }

    /** Goes over a map without copying it. */
    private static final class KeysAndValues implements Iterator<@Nullable Object> {

        private final Iterator<? extends Map.Entry<?, ?>> entries;
        private Map.@Nullable Entry<?, ?> half;

        KeysAndValues(Iterator<? extends Map.Entry<?, ?>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return half != null || entries.hasNext();
        }

        @Override
        public @Nullable Object next() {
            Map.Entry<?, ?> begun = half;
            if (begun != null) {
                half = null;
                return begun.getValue();
            }
            Map.Entry<?, ?> next = entries.next();
            half = next;
            return next.getKey();
        }
    }
}
