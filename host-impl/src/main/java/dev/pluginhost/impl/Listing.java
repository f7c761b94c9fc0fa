package dev.pluginhost.impl;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.deploy.Installed.LastReading;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.lang.module.ModuleDescriptor;
import java.time.Instant;
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
    List<PluginInfo> of(@Nullable LastReading reading) {
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
                            imported.candidate(), ImportTiming.LAZY, List.of(), stateOf(imported), leftOut(imported)));
        }
        if (reading != null) {
            for (Problem problem : reading.graph().problems()) {
                PluginState state = stateOf(problem);
                if (state != null && problem.location().isPresent()) {
                    infos.computeIfAbsent(problem.subject(), name -> unusable(problem, state, reading));
                }
            }
        }
        return List.copyOf(infos.values());
    }

    private PluginInfo info(PluginNode node, LastReading reading) {
        List<String> requires =
                node.prerequisites().stream().map(Prerequisite::name).sorted().toList();
        Imported imported = registry.find(node.name());
        if (imported != null) {
            // After a refresh, what is installed may be another artifact than what is imported.
            return info(imported.candidate(), node.timing(), requires, stateOf(imported), leftOut(imported));
        }
        Optional<PluginInfo.Failure> obstacle = node.obstacle().map(why -> failure(why, reading));
        PluginTable.Status standing = imports.status(node.name());
        PluginState state;
        if (node.timing() == ImportTiming.DISABLED) {
            state = PluginState.REFUSED;
        } else if (standing.leaving()) {
            state = PluginState.UNLOADING;
        } else if (standing.underWay()) {
            state = PluginState.IMPORTING;
        } else if (obstacle.isPresent()) {
            state = PluginState.UNRESOLVABLE;
        } else {
            state = standing.failure().isPresent() ? PluginState.FAILED : PluginState.INSTALLED;
        }
        return info(node.candidate(), node.timing(), requires, state, obstacle.or(standing::failure));
    }

    private static PluginInfo.Failure failure(Obstacle why, LastReading reading) {
        Reason reason = why.path().size() == 1 ? why.reason() : Reason.PREREQUISITE;
        return new PluginInfo.Failure(reason, ImportStage.PLAN, why.message(), "", reading.at());
    }

    private PluginInfo info(
            Candidate candidate,
            ImportTiming timing,
            List<String> requires,
            PluginState state,
            Optional<PluginInfo.Failure> failure) {
        return new PluginInfo(
                candidate.name(),
                candidate.descriptor().version(),
                timing,
                state,
                candidate.location(),
                provides(candidate),
                requires,
                failure,
                imports.status(candidate.name()).trace());
    }

    /** How an artifact that is no plugin stands because of a problem; null if the problem is about something else. */
    private static @Nullable PluginState stateOf(Problem problem) {
        if (problem.severity() != Problem.Severity.ERROR) {
            return null;
        }
        return switch (problem.reason()) {
            case UNREADABLE, INVALID -> PluginState.UNREADABLE;
            case AMBIGUOUS -> PluginState.AMBIGUOUS;
            default -> null;
        };
    }

    private static PluginInfo unusable(Problem problem, PluginState state, LastReading reading) {
        return new PluginInfo(
                problem.subject(),
                Optional.empty(),
                ImportTiming.LAZY,
                state,
                problem.location().orElseThrow(),
                List.of(),
                List.of(),
                Optional.of(new PluginInfo.Failure(
                        problem.reason(), ImportStage.FIND, problem.message(), "", reading.at())),
                Optional.empty());
    }

    /** An imported plugin that is without some of its services. */
    private Optional<PluginInfo.Failure> leftOut(Imported imported) {
        List<String> leftOut = imported.running().leftOut();
        if (leftOut.isEmpty()) {
            return Optional.empty();
        }
        Instant at = imports.status(imported.name())
                .trace()
                .map(trace -> trace.requestedAt().plus(trace.total()))
                .orElse(Instant.EPOCH);
        return Optional.of(
                new PluginInfo.Failure(Reason.START_FAILED, ImportStage.START, String.join("; ", leftOut), "", at));
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
