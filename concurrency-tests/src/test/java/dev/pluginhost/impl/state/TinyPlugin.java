package dev.pluginhost.impl.state;

import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.registry.Imported;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

/**
 * A plugin that provides one {@link Runnable}, with the parts of an imported one that the registry and the table use. A real one refers to
 * the whole layer of the application, which Lincheck would search in each round. For the same reason make it outside of rounds.
 */
public final class TinyPlugin {

    private final Imported imported;
    private final Field runningField;
    private final RunningPlugin running;

    private static final class Task implements Runnable {
        @Override
        public void run() {}
    }

    public TinyPlugin(String name) {
        Map<Class<?>, List<Object>> services = Map.of(Runnable.class, List.of(new Task()));
        try {
            running = bare(RunningPlugin.class);
            set(running, "services", services);
            Class<?> handleType = field(Imported.class, "handle").getType();
            runningField = field(handleType, "running");
            Object handle = bare(handleType);
            set(handle, "name", name);
            imported = bare(Imported.class);
            set(imported, "candidate", Operations.node(name).candidate());
            set(imported, "running", running);
            set(imported, "handle", handle);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("A field has another name now", e);
        }
        revive();
    }

    public Imported imported() {
        return imported;
    }

    /** What it provides. */
    public Object task() {
        return imported.running().services().get(Runnable.class).get(0);
    }

    /** Whether its handle answers. */
    boolean isAlive() {
        try {
            return !imported.handle().services(Runnable.class).isEmpty();
        } catch (IllegalStateException retired) {
            return false;
        }
    }

    /** Gives its handle an answer again, as if it were imported anew. */
    void revive() {
        try {
            runningField.set(imported.handle(), running);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("A field has another name now", e);
        }
    }

    private static void set(Object object, String field, Object value) throws ReflectiveOperationException {
        field(object.getClass(), field).set(object, value);
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** An object whose own constructor has not been called. */
    private static <T> T bare(Class<T> type) throws ReflectiveOperationException {
        Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
        Object constructor = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                .invoke(
                        factory.getMethod("getReflectionFactory").invoke(null),
                        type,
                        Object.class.getDeclaredConstructor());
        return type.cast(((Constructor<?>) constructor).newInstance());
    }
}
