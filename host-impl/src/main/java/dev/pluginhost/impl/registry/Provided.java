package dev.pluginhost.impl.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The instances of a service, and which plugin each is of, as two plugins may provide the same one. Immutable; what is longer or
 * shorter is made with a copy, so that a list that somebody keeps has nothing of a plugin that came after it.
 */
final class Provided {

    static final Provided NOTHING = new Provided(new Object[0], new Imported[0]);

    private final Object[] all;
    private final Imported[] owners;

    /** Handed out, hence without the owners: who keeps it keeps instances alive, and no plugin that has others. */
    private final List<Object> instances;

    private Provided(Object[] all, Imported[] owners) {
        this.all = all;
        this.owners = owners;
        this.instances = Collections.unmodifiableList(Arrays.asList(all));
    }

    /** Unmodifiable. */
    List<Object> instances() {
        return instances;
    }

    /** Sorted by the names of their plugins; those of one plugin in the order of its declaration. Unmodifiable. */
    List<Object> byPluginName() {
        Map<String, List<Object>> sorted = new TreeMap<>();
        for (int i = 0; i < all.length; i++) {
            sorted.computeIfAbsent(owners[i].name(), name -> new ArrayList<>()).add(all[i]);
        }
        List<Object> flat = new ArrayList<>(all.length);
        sorted.values().forEach(flat::addAll);
        return Collections.unmodifiableList(flat);
    }

    /** These, and those of a plugin behind them. */
    Provided with(Imported owner, List<Object> its) {
        Object[] longer = Arrays.copyOf(all, all.length + its.size());
        Imported[] longerOwners = Arrays.copyOf(owners, longer.length);
        for (int i = 0; i < its.size(); i++) {
            longer[all.length + i] = its.get(i);
            longerOwners[all.length + i] = owner;
        }
        return new Provided(longer, longerOwners);
    }

    /** These without those of a plugin. */
    Provided without(Imported owner) {
        List<Object> left = new ArrayList<>(all.length);
        List<Imported> leftOwners = new ArrayList<>(all.length);
        for (int i = 0; i < all.length; i++) {
            if (owners[i] != owner) {
                left.add(all[i]);
                leftOwners.add(owners[i]);
            }
        }
        return new Provided(left.toArray(), leftOwners.toArray(new Imported[0]));
    }
}
