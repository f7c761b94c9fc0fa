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
import java.util.TreeSet;

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
     * Puts a plugin's prerequisites in order, by the names that it requires of them. If nothing decides, they stay as they are.
     *
     * @throws ResolutionException if no order gives each name its module
     */
    static List<Resolution> of(String plugin, Collection<Resolution> prerequisites, Set<String> required) {
        Map<String, ResolvedModule> meant = new HashMap<>();
        Map<String, Resolution> holders = new HashMap<>();
        for (String name : required) {
            find(name, prerequisites, meant, holders);
        }
        Set<Resolution> waiting = new LinkedHashSet<>(prerequisites);
        Map<Resolution, Set<Resolution>> earlier = new HashMap<>();
        if (!hidden(meant, waiting)
                .isEmpty()) { // mostly nothing is hidden, which one look at all that is behind them tells
            for (Resolution later : waiting) {
                Set<Resolution> before = new HashSet<>();
                hidden(meant, List.of(later)).forEach(name -> before.add(holders.get(name)));
                before.remove(later);
                earlier.put(later, before);
            }
        }
        List<Resolution> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Resolution next = next(plugin, waiting, earlier);
            waiting.remove(next);
            ordered.add(next);
        }
        return List.copyOf(ordered);
    }

    /** Finds a plugin of that name, or else a library that one of them shares. */
    private static void find(
            String name,
            Collection<Resolution> prerequisites,
            Map<String, ResolvedModule> meant,
            Map<String, Resolution> holders) {
        for (Resolution prerequisite : prerequisites) {
            for (ResolvedModule exposed : prerequisite.exposed()) {
                boolean own = prerequisite.name().equals(name);
                if (exposed.name().equals(name) && (own || !meant.containsKey(name))) {
                    meant.put(name, exposed);
                    holders.put(name, prerequisite);
                }
            }
        }
    }

    /** The names of which another module than the one that is meant is in some plugins or behind them. */
    private static Set<String> hidden(Map<String, ResolvedModule> meant, Collection<Resolution> resolutions) {
        Set<String> hidden = new HashSet<>();
        for (Resolution resolution : Resolution.withAllBehind(resolutions)) {
            for (ResolvedModule own : resolution.configuration().modules()) {
                ResolvedModule module = meant.get(own.name());
                if (module != null && !module.equals(own)) {
                    hidden.add(own.name());
                }
            }
        }
        return hidden;
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
