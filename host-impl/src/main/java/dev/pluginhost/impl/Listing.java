package dev.pluginhost.impl;

import dev.pluginhost.ImportFailure;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.imports.Standing;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.lang.module.ModuleDescriptor;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists what is installed and how it is. Safe for use by any thread; never waits. */
final class Listing {

    private final Registry registry;
    private final Imports imports;
    private final Clock clock;

    Listing(Registry registry, Imports imports, Clock clock) {
        this.registry = registry;
        this.imports = imports;
        this.clock = clock;
    }

    /** A snapshot, ordered by name; of what is imported alone, if there is no graph. */
    List<PluginInfo> of(@Nullable PluginGraph graph) {
        Map<String, PluginInfo> infos = new TreeMap<>();
        if (graph != null) {
            graph.nodes().forEach(node -> infos.put(node.name(), info(node)));
        }
        for (Imported imported : registry.all()) { // some may not be installed any more
            infos.computeIfAbsent(imported.name(), name -> info(imported.candidate(), ImportTiming.LAZY, List.of()));
        }
        return List.copyOf(infos.values());
    }

    private PluginInfo info(PluginNode node) {
        List<String> requires =
                node.prerequisites().stream().map(Prerequisite::name).sorted().toList();
        if (node.timing() == ImportTiming.DISABLED) {
            Obstacle why = node.obstacle().orElseThrow();
            return new PluginInfo(
                    node.name(),
                    node.candidate().descriptor().version(),
                    node.timing(),
                    PluginState.REFUSED,
                    node.candidate().location(),
                    provides(node.candidate()),
                    requires,
                    Optional.of(new ImportFailure(ImportStage.PLAN, why.message(), "", clock.instant())),
                    Optional.empty());
        }
        // After a refresh, what is installed may be another artifact than what is imported.
        Imported imported = registry.find(node.name());
        return info(imported != null ? imported.candidate() : node.candidate(), node.timing(), requires);
    }

    private PluginInfo info(Candidate candidate, ImportTiming timing, List<String> requires) {
        String name = candidate.name();
        Imported imported = registry.find(name);
        Standing standing = imports.standing(name);
        boolean there = imported != null;
        PluginState state = there
                ? PluginState.IMPORTED
                : standing.inFlight()
                        ? PluginState.IMPORTING
                        : standing.failure().isPresent() ? PluginState.FAILED : PluginState.INSTALLED;
        return new PluginInfo(
                name,
                candidate.descriptor().version(),
                timing,
                state,
                candidate.location(),
                provides(candidate),
                requires,
                there ? Optional.empty() : standing.failure(),
                standing.trace());
    }

    private static List<String> provides(Candidate candidate) {
        return candidate.descriptor().provides().stream()
                .map(ModuleDescriptor.Provides::service)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
