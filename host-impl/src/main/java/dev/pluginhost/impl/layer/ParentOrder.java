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
 * <p>The JDK looks for a name in one parent after the other, in each with all that is behind it. So for each name that the plugin
 * requires, the prerequisite that is meant goes before all those that have another module of that name somewhere inside:
 * plugin L before a plugin whose bundle has a private L. That applies even where {@code Configuration.findModule} would not come
 * upon the other one first, as {@code Resolver.findInParent} looks through each parent by itself.
 */
final class ParentOrder {

    private ParentOrder() {}

    /**
     * Puts prerequisites in order. Those between which nothing decides stay as they are given.
     *
     * @param plugin the one that requires them, for messages
     * @param required the names that its modules require outside its bundle and the application
     * @throws ResolutionException if no order gives each name its module
     */
    static List<Resolution> of(String plugin, Collection<Resolution> prerequisites, Set<String> required) {
        Map<String, ResolvedModule> meant = new TreeMap<>();
        for (String name : required) {
            ResolvedModule module = meant(name, prerequisites);
            if (module != null) {
                meant.put(name, module);
            }
        }
        Set<Resolution> waiting = new LinkedHashSet<>(prerequisites);
        Map<Resolution, Set<Resolution>> earlier = earlier(meant, waiting);
        List<Resolution> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Resolution next = next(plugin, waiting, earlier);
            waiting.remove(next);
            ordered.add(next);
        }
        return List.copyOf(ordered);
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

    /** Which ones have to come before each. Mostly nothing decides, which one look at all that is behind them tells. */
    private static Map<Resolution, Set<Resolution>> earlier(
            Map<String, ResolvedModule> meant, Set<Resolution> prerequisites) {
        Map<Resolution, Set<Resolution>> earlier = new HashMap<>();
        if (others(meant, Resolution.withAllBehind(prerequisites)).isEmpty()) {
            return earlier;
        }
        for (Resolution later : prerequisites) {
            for (ResolvedModule module : others(meant, Resolution.withAllBehind(List.of(later)))) {
                for (Resolution first : prerequisites) {
                    if (first.exposed().contains(module)) {
                        if (first != later) {
                            earlier.computeIfAbsent(later, key -> new HashSet<>())
                                    .add(first);
                        }
                        break;
                    }
                }
            }
        }
        return earlier;
    }

    /** Those modules that are meant of which any of some plugins has another one of the same name. */
    private static Set<ResolvedModule> others(Map<String, ResolvedModule> meant, Set<Resolution> resolutions) {
        Set<ResolvedModule> others = new HashSet<>();
        for (Resolution resolution : resolutions) {
            for (ResolvedModule own : resolution.configuration().modules()) {
                ResolvedModule module = meant.get(own.name());
                if (module != null && !module.equals(own)) {
                    others.add(module);
                }
            }
        }
        return others;
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
                "Plugin %s cannot require %s together: each hides a module that another is to supply behind a private library of the same name; rename one of these libraries, or shade it"
                        .formatted(plugin, names));
    }
}
