package dev.pluginhost.junit;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The fields of tests that a host has set, which are cleared at its end. For use by one thread at a time. */
final class InjectedFields {

    /** A field of an instance; of a class, if that is null. */
    private record Place(Field field, @Nullable Object instance) {}

    private final List<Place> places = new ArrayList<>();

    /** Sets the fields that are not set yet, of a class or of an instance. */
    synchronized void inject(Class<?> type, @Nullable Object instance, TestHost host, boolean remember) {
        for (Field field : wanted(type, instance, host)) {
            if (set(field, instance, InjectedValues.of(field.getGenericType(), host)) && remember) {
                places.add(new Place(field, instance));
            }
        }
    }

    boolean hasFields(Class<?> type, Object instance, TestHost host) {
        return !wanted(type, instance, host).isEmpty();
    }

    private static List<Field> wanted(Class<?> type, @Nullable Object instance, TestHost host) {
        return fields(type, instance).stream()
                .filter(field -> !Modifier.isFinal(field.getModifiers()) && field.getAnnotations().length == 0)
                .filter(field -> isWanted(field.getGenericType(), host))
                .filter(field -> isUnset(field, instance))
                .toList();
    }

    private static boolean isWanted(Type type, TestHost host) {
        return type == PluginHost.class
                || (type == ImportedModule.class && host.importsFirst())
                || InjectedValues.isService(type, host);
    }

    /** Clears the fields that were set. */
    synchronized void clear() {
        places.forEach(place -> set(place.field, place.instance, null));
        places.clear();
    }

    /** Clears the fields of instances that nobody uses any more, final ones, too. Fields with an annotation are for others. */
    static void empty(List<Object> instances) {
        for (Object instance : instances) {
            for (Field field : fields(instance.getClass(), instance)) {
                if (!field.getType().isPrimitive() && field.getAnnotations().length == 0) {
                    set(field, instance, null);
                }
            }
        }
    }

    /** The fields of a class and its superclasses: those of an instance, or the static ones. */
    private static List<Field> fields(Class<?> type, @Nullable Object instance) {
        return ReflectionSupport.findFields(
                type,
                field -> Modifier.isStatic(field.getModifiers()) == (instance == null) && !field.isSynthetic(),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static boolean isUnset(Field field, @Nullable Object instance) {
        try {
            field.setAccessible(true);
            return field.get(instance) == null;
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return false; // of a package that is not open to us
        }
    }

    /** False if it cannot be set, as in a package that is not open, or in a record. */
    private static boolean set(Field field, @Nullable Object instance, @Nullable Object value) {
        try {
            field.setAccessible(true);
            field.set(instance, value);
            return true;
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return false;
        }
    }
}
