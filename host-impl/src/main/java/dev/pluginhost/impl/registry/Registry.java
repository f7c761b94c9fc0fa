package dev.pluginhost.impl.registry;

import dev.pluginhost.ImportedModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is imported now. Look-ups take no lock and never wait. {@link #publish} and {@link #withdraw} of one name are called under that name's
 * stripe. The monitor of this object orders those of different names. Nothing is locked inside it.
 */
public final class Registry {

    /** A plugin that has instances of a service, and others that have. */
    private static final class Provided {

        final Imported plugin;
        final @Nullable Provided before;

        /** The instances of all, in the order of their plugins. Set when they are first wanted, by any thread to an equal list. */
        volatile @Nullable List<Object> instances;

        Provided(Imported plugin, @Nullable Provided before) {
            this.plugin = plugin;
            this.before = before;
            if (before != null) {
                before.instances = null; // not wanted any more
            }
        }

        /** In no order. Not made with each import, as a list of all would take quadratic time. */
        static List<Imported> owners(@Nullable Provided last) {
            List<Imported> owners = new ArrayList<>();
            for (Provided each = last; each != null; each = each.before) {
                owners.add(each.plugin);
            }
            return owners;
        }
    }

    private final List<String> order;
    private final Map<String, Imported> byName = new ConcurrentHashMap<>();
    private final Map<Class<?>, Provided> byService = new ConcurrentHashMap<>();

    /** How many plugins have been published; guarded by the monitor. */
    private long published;

    public Registry() {
        this(List.of());
    }

    /** With plugins that come first in lists of services, and {@link PluginOrder#OTHERS} for those that are not named. */
    public Registry(List<String> order) {
        this.order = order;
    }

    /** The imported plugin of a name; null if there is none. */
    public @Nullable Imported find(String name) {
        return byName.get(name);
    }

    /** What callers get for a name; null if it is not imported, or is leaving. Allocates nothing. */
    public @Nullable ImportedModule staying(String name) {
        Imported there = byName.get(name);
        return there == null || there.isLeaving() ? null : there.handle();
    }

    /** What callers get for a name, also if it is leaving. Allocates nothing. */
    public Optional<ImportedModule> handle(String name) {
        Imported there = byName.get(name);
        return there == null ? Optional.empty() : there.found();
    }

    /** The instances of a service in the order of their plugins, then in that of the declaration; unmodifiable. */
    public List<Object> services(Class<?> service) {
        Provided provided = byService.get(service);
        if (provided == null) {
            return List.of();
        }
        List<Object> instances = provided.instances;
        if (instances == null) {
            instances = instances(service, inOrder(Provided.owners(provided)));
            provided.instances = instances;
        }
        return instances;
    }

    /** All imported plugins in the order of plugins. */
    public List<Imported> inOrder() {
        return inOrder(new ArrayList<>(byName.values()));
    }

    private List<Imported> inOrder(List<Imported> plugins) {
        if (plugins.size() > 1) {
            plugins.sort(new PluginOrder(order));
        }
        return plugins;
    }

    /** Without the owners: a kept list keeps no plugin alive that has no instance in it. */
    private static List<Object> instances(Class<?> service, List<Imported> owners) {
        List<Object> all = new ArrayList<>();
        for (Imported owner : owners) {
            all.addAll(owner.running().services().getOrDefault(service, List.of()));
        }
        return Collections.unmodifiableList(all);
    }

    /** All imported plugins in the order of import: each comes after those that it requires. */
    public List<Imported> all() {
        List<Imported> all = new ArrayList<>(byName.values());
        all.sort(Comparator.comparingLong(imported -> imported.order));
        return all;
    }

    /** Makes a plugin visible: first its services, then its name. */
    public synchronized void publish(Imported imported) {
        for (Map.Entry<Class<?>, List<Object>> made :
                imported.running().services().entrySet()) {
            if (!made.getValue().isEmpty()) {
                byService.put(made.getKey(), new Provided(imported, byService.get(made.getKey())));
            }
        }
        imported.order = ++published;
        byName.put(imported.name(), imported);
    }

    /** Makes a plugin invisible, first its name, then its services; its handle answers from now on with this reason. False if it was before. */
    public synchronized boolean withdraw(Imported imported, String why) {
        if (!byName.remove(imported.name(), imported)) {
            return false;
        }
        for (Class<?> service : imported.running().services().keySet()) {
            Provided last = null;
            for (Imported owner : Provided.owners(byService.get(service))) {
                last = owner == imported ? last : new Provided(owner, last);
            }
            if (last == null) {
                byService.remove(service);
            } else {
                byService.put(service, last);
            }
        }
        imported.retire(why);
        return true;
    }
}
