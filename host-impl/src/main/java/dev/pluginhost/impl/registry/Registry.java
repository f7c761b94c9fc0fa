package dev.pluginhost.impl.registry;

import dev.pluginhost.ImportedModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is imported now. Look-ups may be made by any thread, take no lock and never wait. {@link #publish} and
 * {@link #withdraw} of one name are called under that name's stripe, so never at the same time; of different names they may
 * be, hence the monitor: while it is held nothing else is locked but by the {@link Observer}, and no foreign code runs.
 */
public final class Registry {

    /** Is told of each change when it is made, under the monitor: must be quick, must not wait and call no foreign code. */
    public interface Observer {

        /** A plugin is visible. */
        void published(Imported plugin);

        /** A plugin is not visible any more. */
        void withdrawn(Imported plugin);
    }

    private final Map<String, Imported> byName = new ConcurrentHashMap<>();

    /**
     * What calls for a plugin are answered with, as long as it is imported and not to leave: then there is nothing more to look at.
     * Entries are added by {@link #publish} and removed by {@link #leave} and {@link #withdraw}, all of them under the stripe of
     * the name.
     */
    private final Map<String, ModuleHandle> staying = new ConcurrentHashMap<>();

    /** The values are replaced, never changed: a reader keeps a consistent list. */
    private final Map<Class<?>, Provided> byService = new ConcurrentHashMap<>();

    /** In the order of import; guarded by the monitor. */
    private final Map<String, Imported> inOrder = new LinkedHashMap<>();

    /** Guarded by the monitor. */
    private @Nullable Observer observer;

    /** Has changes observed; to be called before there are any. */
    public synchronized void observe(Observer changes) {
        observer = changes;
    }

    /** The plugin of a name, if it is imported. */
    public @Nullable Imported find(String name) {
        return byName.get(name);
    }

    /** What callers get for a plugin of a name, if it is imported and not to leave; allocates nothing. */
    public @Nullable ImportedModule staying(String name) {
        return staying.get(name);
    }

    /** What callers get for a plugin of a name, if it is imported, to leave or not; allocates nothing. */
    public Optional<ImportedModule> handle(String name) {
        ModuleHandle handle = staying.get(name);
        if (handle != null) {
            return handle.found();
        }
        Imported there = byName.get(name);
        return there == null ? Optional.empty() : there.answer().found();
    }

    /** Marks a plugin as one that is to leave: nobody is to begin to use it. To be called under the stripe of its name. */
    public void leave(Imported imported) {
        imported.leave();
        staying.remove(imported.name(), imported.answer());
    }

    /** The instances of a service in the order of their plugins' import; unmodifiable. */
    public List<Object> services(Class<?> service) {
        Provided provided = byService.get(service);
        return provided == null ? List.of() : provided.instances();
    }

    /** The instances of a service by the names of their plugins, then in the order of the declaration; unmodifiable. */
    public List<Object> servicesByPluginName(Class<?> service) {
        return byService.getOrDefault(service, Provided.NOTHING).byPluginName();
    }

    /** All, in the order of import, so that each comes after those that it requires. */
    public synchronized List<Imported> all() {
        return new ArrayList<>(inOrder.values());
    }

    /** Looks at all, in the order of import, while none comes or goes; under the monitor, as an {@link Observer} is told. */
    public synchronized void look(Consumer<List<Imported>> look) {
        look.accept(new ArrayList<>(inOrder.values()));
    }

    /** Makes a plugin visible. Its services are there before its name is: who finds the name finds them. */
    public synchronized void publish(Imported imported) {
        inOrder.put(imported.name(), imported);
        for (Map.Entry<Class<?>, List<Object>> made :
                imported.running().services().entrySet()) {
            if (!made.getValue().isEmpty()) {
                Provided before = byService.getOrDefault(made.getKey(), Provided.NOTHING);
                byService.put(made.getKey(), before.with(imported, made.getValue()));
            }
        }
        byName.put(imported.name(), imported);
        staying.put(imported.name(), imported.answer());
        if (observer != null) {
            observer.published(imported);
        }
    }

    /**
     * Makes a plugin invisible, its name before its services, and retires its handle.
     *
     * @param why its handle answers from now on, as a clause that can follow the module's name
     * @return false if it was so before
     */
    public synchronized boolean withdraw(Imported imported, String why) {
        if (inOrder.get(imported.name()) != imported) {
            return false;
        }
        Map<Class<?>, Provided> left = servicesWithout(imported); // first, as this may fail for want of memory
        staying.remove(imported.name(), imported.answer());
        byName.remove(imported.name(), imported);
        inOrder.remove(imported.name());
        left.forEach((service, provided) -> {
            if (provided.instances().isEmpty()) {
                byService.remove(service);
            } else {
                byService.put(service, provided);
            }
        });
        imported.retire(why);
        if (observer != null) {
            observer.withdrawn(imported);
        }
        return true;
    }

    /** What is left of each of its services without it. */
    private Map<Class<?>, Provided> servicesWithout(Imported imported) {
        Map<Class<?>, Provided> left = new HashMap<>();
        for (Class<?> service : imported.running().services().keySet()) {
            Provided all = byService.get(service);
            if (all != null) {
                left.put(service, all.without(imported));
            }
        }
        return left;
    }
}
