package dev.pluginhost.impl.layer;

import java.lang.module.Configuration;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plugins that a candidate requires, and those that they require in turn. Immutable. */
final class Prerequisites {

    private final List<Resolution> direct;

    /** The direct ones and those behind them. A configuration that is not here is the application's. */
    private final Map<Configuration, Resolution> all = new LinkedHashMap<>();

    private final Set<ResolvedModule> exposed = new HashSet<>();

    Prerequisites(Collection<Resolution> direct) {
        this.direct = List.copyOf(direct);
        Deque<Resolution> open = new ArrayDeque<>(direct);
        while (!open.isEmpty()) {
            Resolution next = open.poll();
            if (all.putIfAbsent(next.configuration(), next) == null) {
                open.addAll(next.prerequisites());
            }
        }
        direct.forEach(prerequisite -> exposed.addAll(prerequisite.exposed()));
    }

    List<Resolution> direct() {
        return direct;
    }

    /** Whether the module is a library that its plugin does not share with the candidate. */
    boolean keepPrivate(ResolvedModule module) {
        Resolution owner = all.get(module.configuration());
        return owner != null && !module.name().equals(owner.name()) && !exposed.contains(module);
    }

    boolean brought(ResolvedModule module) {
        return all.containsKey(module.configuration());
    }

    /** The name of the plugin that a module came with, which is not the application. */
    String owner(ResolvedModule module) {
        Resolution owner = all.get(module.configuration());
        if (owner == null) {
            throw new IllegalArgumentException(module + " is the application's");
        }
        return owner.name();
    }

    Set<Resolution> with(Resolution dependent) {
        Set<Resolution> family = new LinkedHashSet<>();
        family.add(dependent);
        family.addAll(all.values());
        return family;
    }
}
