package dev.pluginhost.impl.layer;

import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In which order a plugin's prerequisites are parents of its configuration.
 *
 * <p>A name is looked for in one parent after the other, in each with all that is behind it. So for each name that the plugin
 * requires, the prerequisite that is meant goes before all those that have another module of that name somewhere inside:
 * plugin L before a plugin whose bundle has a private L. That a module of the name is somewhere inside is enough to be put
 * last, even where {@link java.lang.module.Configuration#findModule} would not come upon it first, because the JDK looks in
 * two ways: {@code Resolver.findInParent} goes through each parent by itself, while {@code requires transitive} of a parent
 * is followed with {@code Configuration.findModule} of that parent, which passes over what another branch has met.
 */
final class ParentOrder {

    private ParentOrder() {}

    /**
     * Puts prerequisites in order; those between which nothing decides stay as they are given.
     *
     * @param plugin who requires them, for messages
     * @param required the names that its modules require outside its bundle and the application
     * @throws ResolutionException if no order gives each name its module
     */
    static List<Resolution> of(String plugin, Collection<Resolution> prerequisites, Set<String> required) {
        Set<Resolution> waiting = new LinkedHashSet<>(prerequisites);
        if (waiting.size() < 2) {
            return List.copyOf(waiting);
        }
        Map<String, ResolvedModule> meant = new TreeMap<>();
        for (String name : required) {
            ResolvedModule module = meant(name, waiting);
            if (module != null) {
                meant.put(name, module);
            }
        }
        Map<Resolution, Set<Resolution>> earlier =
                anyOther(meant, waiting) ? earlier(meant.values(), waiting) : Map.of();
        List<Resolution> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Resolution next = next(plugin, waiting, earlier);
            waiting.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    /** Whether anything decides: mostly nothing does, which one look at all that is behind the prerequisites tells. */
    private static boolean anyOther(Map<String, ResolvedModule> meant, Collection<Resolution> prerequisites) {
        for (Resolution resolution : Prerequisites.withAllBehind(prerequisites)) {
            if (resolution.isAnotherOf(meant)) {
                return true;
            }
        }
        return false;
    }

    private static Map<Resolution, Set<Resolution>> earlier(
            Collection<ResolvedModule> meant, Collection<Resolution> prerequisites) {
        Map<Resolution, Set<Resolution>> earlier = new HashMap<>();
        for (ResolvedModule module : meant) {
            Resolution first = holder(module, prerequisites);
            for (Resolution other : prerequisites) {
                if (other != first && other.holdsAnother(module)) {
                    earlier.computeIfAbsent(other, key -> new HashSet<>()).add(first);
                }
            }
        }
        return earlier;
    }

    /** A plugin of that name, or else a library that one of them shares. */
    private static @Nullable ResolvedModule meant(String name, Collection<Resolution> prerequisites) {
        for (Resolution prerequisite : prerequisites) {
            if (prerequisite.name().equals(name)) {
                return prerequisite.module();
            }
        }
        for (Resolution prerequisite : prerequisites) {
            for (ResolvedModule exposed : prerequisite.exposed()) {
                if (exposed.name().equals(name)) {
                    return exposed;
                }
            }
        }
        return null;
    }

    private static Resolution holder(ResolvedModule module, Collection<Resolution> prerequisites) {
        for (Resolution prerequisite : prerequisites) {
            if (prerequisite.exposed().contains(module)) {
                return prerequisite;
            }
        }
        throw new IllegalArgumentException(module + " is of none of " + prerequisites);
    }

    private static Resolution next(String plugin, Set<Resolution> waiting, Map<Resolution, Set<Resolution>> earlier) {
        for (Resolution candidate : waiting) {
            if (earlier.getOrDefault(candidate, Set.of()).stream().noneMatch(waiting::contains)) {
                return candidate;
            }
        }
        Set<String> names = new TreeSet<>();
        waiting.forEach(resolution -> names.add(resolution.name()));
        throw new ResolutionException(
                "Plugin %s cannot require %s at once: each hides a module that another is to supply behind a private library of the same name; rename one of these libraries, or shade it"
                        .formatted(plugin, names));
    }
}
