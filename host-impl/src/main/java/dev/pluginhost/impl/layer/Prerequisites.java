package dev.pluginhost.impl.layer;

import java.lang.module.Configuration;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that a candidate requires, and those that they require in turn. Only the former are kept: a list of all of them,
 * kept with each plugin of a long chain, would take more memory than the plugins.
 *
 * <p>Immutable but for {@link #owners}, which only the thread uses that resolves the candidate and defines its layer.
 */
final class Prerequisites {

    private final Configuration application;
    private final List<Resolution> direct;

    /** Who has what is not of a direct one; made when first needed, until {@link #resolved}. */
    private @Nullable IdentityHashMap<Configuration, Resolution> owners;

    /** Of the plugins in order; a configuration that is neither theirs nor of one behind them is the application's. */
    Prerequisites(Configuration application, Collection<Resolution> direct) {
        this.application = application;
        this.direct = List.copyOf(direct);
    }

    List<Resolution> direct() {
        return direct;
    }

    /** Whether the module is a library that its plugin does not share with the candidate. */
    boolean keepPrivate(ResolvedModule module) {
        if (module.configuration().modules().size() == 1) {
            return false; // a plugin's own: what it has beside is not looked for
        }
        Resolution owner = owner(module.configuration());
        return owner != null && !module.name().equals(owner.name()) && !expose(module);
    }

    private boolean expose(ResolvedModule module) {
        for (Resolution prerequisite : direct) {
            if (prerequisite.exposed().contains(module)) {
                return true;
            }
        }
        return false;
    }

    boolean brought(ResolvedModule module) {
        return !isOf(application, module.configuration());
    }

    /** The name of the plugin that a module came with, which is not the application. */
    String owner(ResolvedModule module) {
        Resolution owner = owner(module.configuration());
        if (owner == null) {
            throw new IllegalArgumentException(module + " is the application's");
        }
        return owner.name();
    }

    /** Mostly it is found at once: what is read is the application's, or of a plugin that is required. */
    private @Nullable Resolution owner(Configuration configuration) {
        if (isOf(application, configuration)) {
            return null;
        }
        for (Resolution prerequisite : direct) {
            if (prerequisite.configuration() == configuration) {
                return prerequisite;
            }
        }
        if (owners == null) {
            owners = new IdentityHashMap<>();
            for (Resolution further : all()) {
                owners.put(further.configuration(), further);
            }
        }
        return owners.get(configuration);
    }

    /** Nothing more will be asked of modules that are read. */
    void resolved() {
        owners = null;
    }

    private static boolean isOf(Configuration application, Configuration configuration) {
        if (application == configuration) {
            return true;
        }
        for (Configuration parent : application.parents()) {
            if (isOf(parent, configuration)) {
                return true;
            }
        }
        return false;
    }

    /** The direct ones and those behind them. */
    Set<Resolution> all() {
        return withAllBehind(direct);
    }

    /** Plugins and those behind them, each once. */
    static Set<Resolution> withAllBehind(Collection<Resolution> direct) {
        Set<Resolution> all = new LinkedHashSet<>();
        Deque<Resolution> open = new ArrayDeque<>(direct);
        while (!open.isEmpty()) {
            Resolution next = open.poll();
            if (all.add(next)) {
                open.addAll(next.prerequisites());
            }
        }
        return all;
    }
}
