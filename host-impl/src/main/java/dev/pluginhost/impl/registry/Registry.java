package dev.pluginhost.impl.registry;

import dev.pluginhost.ImportedModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is imported now. Look-ups take no lock and never wait. {@link #publish}, {@link #withdraw} and {@link #leave} of one name are
 * called under that name's stripe; {@link #changes} orders those of different names.
 */
public final class Registry {

    /** Is notified of each change under {@link #changes}: it must be quick, must not wait, and must not call foreign code. */
    public interface Observer {

        /** A plugin is visible. */
        void published(Imported plugin);

        /** A plugin is not visible any more. */
        void withdrawn(Imported plugin);
    }

    /** Guards changes, and what an observer notes of them. Nothing else is locked inside it. */
    private final ReentrantLock changes = new ReentrantLock();

    private final Map<String, Imported> byName = new ConcurrentHashMap<>();

    /** The plugins that are not leaving: the answer to most calls. */
    private final Map<String, Imported> staying = new ConcurrentHashMap<>();

    /** The values are replaced, never changed: a reader keeps a consistent list. */
    private final Map<Class<?>, Provided> byService = new ConcurrentHashMap<>();

    /** In the order of import; guarded by the lock. */
    private final Map<String, Imported> inOrder = new LinkedHashMap<>();

    /** Guarded by the lock. */
    private @Nullable Observer observer;

    /** The lock under which plugins come and go. */
    public ReentrantLock changes() {
        return changes;
    }

    /** Sets the observer of all changes from now on. */
    public void observe(Observer of) {
        changes.lock();
        try {
            observer = of;
        } finally {
            changes.unlock();
        }
    }

    /** The imported plugin of a name; null if there is none. */
    public @Nullable Imported find(String name) {
        return byName.get(name);
    }

    /** What callers get for a name; null if it is not imported, or is leaving. Allocates nothing. */
    public @Nullable ImportedModule staying(String name) {
        Imported there = staying.get(name);
        return there == null ? null : there.handle();
    }

    /** What callers get for a name, also if it is leaving. Allocates nothing. */
    public Optional<ImportedModule> handle(String name) {
        Imported there = byName.get(name);
        return there == null ? Optional.empty() : there.found();
    }

    /** Marks a plugin as leaving: no caller begins to use it. */
    public void leave(Imported imported) {
        imported.leave();
        staying.remove(imported.name(), imported);
    }

    /** The instances of a service in the order of their plugins' import; unmodifiable. */
    public List<Object> services(Class<?> service) {
        Provided provided = byService.get(service);
        return provided == null ? List.of() : provided.instances;
    }

    /** The instances of a service by the names of their plugins, then in the order of the declaration; unmodifiable. */
    public List<Object> servicesByPluginName(Class<?> service) {
        Provided provided = byService.get(service);
        return provided == null ? List.of() : provided.byPluginName();
    }

    /** All imported plugins in the order of import: each comes after those that it requires. */
    public List<Imported> all() {
        changes.lock();
        try {
            return new ArrayList<>(inOrder.values());
        } finally {
            changes.unlock();
        }
    }

    /** Makes a plugin visible: first its services, then its name. */
    public void publish(Imported imported) {
        changes.lock();
        try {
            inOrder.put(imported.name(), imported);
            for (Map.Entry<Class<?>, List<Object>> made :
                    imported.running().services().entrySet()) {
                if (!made.getValue().isEmpty()) {
                    Provided before = byService.getOrDefault(made.getKey(), Provided.NOTHING);
                    byService.put(made.getKey(), before.with(imported, made.getValue()));
                }
            }
            byName.put(imported.name(), imported);
            staying.put(imported.name(), imported);
            if (observer != null) {
                observer.published(imported);
            }
        } finally {
            changes.unlock();
        }
    }

    /**
     * Makes a plugin invisible, first its name, then its services, and retires its handle.
     *
     * @param why what its handle answers from now on, as a clause that follows the module's name
     * @return false if it was invisible before
     */
    public boolean withdraw(Imported imported, String why) {
        changes.lock();
        try {
            if (!inOrder.remove(imported.name(), imported)) {
                return false;
            }
            staying.remove(imported.name(), imported);
            byName.remove(imported.name(), imported);
            for (Class<?> service : imported.running().services().keySet()) {
                Provided left =
                        byService.getOrDefault(service, Provided.NOTHING).without(imported);
                if (left.instances.isEmpty()) {
                    byService.remove(service);
                } else {
                    byService.put(service, left);
                }
            }
            imported.retire(why);
            if (observer != null) {
                observer.withdrawn(imported);
            }
            return true;
        } finally {
            changes.unlock();
        }
    }

    /**
     * The instances of a service and the plugin of each. Immutable. Callers get the instances alone: a kept list keeps no plugin
     * alive that has no instance in it.
     */
    private record Provided(List<Object> instances, List<Imported> owners) {

        static final Provided NOTHING = new Provided(List.of(), List.of());

        Provided with(Imported owner, List<Object> its) {
            List<Object> more = new ArrayList<>(instances);
            List<Imported> moreOwners = new ArrayList<>(owners);
            for (Object each : its) {
                more.add(each);
                moreOwners.add(owner);
            }
            return new Provided(Collections.unmodifiableList(more), moreOwners);
        }

        Provided without(Imported owner) {
            List<Object> left = new ArrayList<>();
            List<Imported> leftOwners = new ArrayList<>();
            for (int i = 0; i < owners.size(); i++) {
                if (owners.get(i) != owner) {
                    left.add(instances.get(i));
                    leftOwners.add(owners.get(i));
                }
            }
            return new Provided(Collections.unmodifiableList(left), leftOwners);
        }

        List<Object> byPluginName() {
            Map<String, List<Object>> sorted = new TreeMap<>();
            for (int i = 0; i < owners.size(); i++) {
                sorted.computeIfAbsent(owners.get(i).name(), name -> new ArrayList<>())
                        .add(instances.get(i));
            }
            List<Object> all = new ArrayList<>();
            sorted.values().forEach(all::addAll);
            return Collections.unmodifiableList(all);
        }
    }
}
