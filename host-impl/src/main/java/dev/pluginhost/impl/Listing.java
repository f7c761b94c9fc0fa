package dev.pluginhost.impl;

import dev.pluginhost.ImportFailure;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.impl.deploy.Reading;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.imports.Standing;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.lang.module.ModuleDescriptor;
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

    Listing(Registry registry, Imports imports) {
        this.registry = registry;
        this.imports = imports;
    }

    /** A snapshot, ordered by name; of what is imported alone, if the sources have not been read. */
    List<PluginInfo> of(@Nullable Reading reading) {
        Map<String, PluginInfo> infos = new TreeMap<>();
        if (reading != null) {
            for (PluginNode node : reading.graph().nodes()) {
                infos.put(node.name(), info(node, reading));
            }
        }
        for (Imported imported : registry.all()) { // some may not be installed any more
            infos.computeIfAbsent(
                    imported.name(),
                    name -> info(
                            imported.candidate(), ImportTiming.LAZY, List.of(), stateOf(imported), Optional.empty()));
        }
        return List.copyOf(infos.values());
    }

    private PluginInfo info(PluginNode node, Reading reading) {
        List<String> requires =
                node.prerequisites().stream().map(Prerequisite::name).sorted().toList();
        Imported imported = registry.find(node.name());
        if (imported != null) {
            // After a refresh, what is installed may be another artifact than what is imported.
            return info(imported.candidate(), node.timing(), requires, stateOf(imported), Optional.empty());
        }
        Optional<ImportFailure> obstacle =
                node.obstacle().map(why -> new ImportFailure(ImportStage.PLAN, why.message(), "", reading.at()));
        Standing standing = imports.standing(node.name());
        PluginState state;
        if (node.timing() == ImportTiming.DISABLED) {
            state = PluginState.REFUSED;
        } else if (standing.leaving()) {
            state = PluginState.UNLOADING;
        } else if (standing.inFlight()) {
            state = PluginState.IMPORTING;
        } else if (obstacle.isPresent()) {
            state = PluginState.UNRESOLVABLE;
        } else {
            state = standing.failure().isPresent() ? PluginState.FAILED : PluginState.INSTALLED;
        }
        return info(node.candidate(), node.timing(), requires, state, obstacle.or(standing::failure));
    }

    private PluginInfo info(
            Candidate candidate,
            ImportTiming timing,
            List<String> requires,
            PluginState state,
            Optional<ImportFailure> failure) {
        return new PluginInfo(
                candidate.name(),
                candidate.descriptor().version(),
                timing,
                state,
                candidate.location(),
                provides(candidate),
                requires,
                failure,
                imports.standing(candidate.name()).trace());
    }

    private static PluginState stateOf(Imported imported) {
        return imported.isLeaving() ? PluginState.UNLOADING : PluginState.IMPORTED;
    }

    private static List<String> provides(Candidate candidate) {
        return candidate.descriptor().provides().stream()
                .map(ModuleDescriptor.Provides::service)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
