package dev.pluginhost.impl;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.PluginNode.Prerequisite;
import dev.pluginhost.impl.installed.Installed.LastReading;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.PluginTable;
import java.lang.module.ModuleDescriptor.Provides;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists what is installed and its state. Thread-safe; never waits. */
final class Listing {

    private final Registry registry;
    private final Imports imports;

    Listing(Registry registry, Imports imports) {
        this.registry = registry;
        this.imports = imports;
    }

    /** A snapshot, ordered by name; of the imported plugins only, if the sources have not been read. */
    List<PluginInfo> of(@Nullable LastReading reading) {
        Map<String, PluginInfo> infos = new TreeMap<>();
        if (reading != null) {
            for (PluginNode node : reading.graph().nodes()) {
                infos.put(node.name(), info(node, reading));
            }
        }
        for (Imported imported : registry.all()) { // some may not be installed any more
            infos.computeIfAbsent(imported.name(), name -> info(imported, ImportTiming.LAZY, List.of()));
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
            return info(imported, node.timing(), requires);
        }
        Optional<PluginInfo.Failure> obstacle = node.obstacle().map(why -> failure(why, reading));
        PluginTable.Status status = imports.table().status(node.name());
        PluginState state;
        if (node.timing() == ImportTiming.DISABLED) {
            state = PluginState.REFUSED;
        } else if (status.leaving()) {
            state = PluginState.UNLOADING;
        } else if (status.underWay()) {
            state = PluginState.IMPORTING;
        } else if (obstacle.isPresent()) {
            state = PluginState.UNRESOLVABLE;
        } else {
            state = status.failure().isPresent() ? PluginState.FAILED : PluginState.INSTALLED;
        }
        return info(node.candidate(), node.timing(), state, requires, obstacle.or(status::failure), status);
    }

    /** An imported plugin; after a refresh, another artifact may be installed than the one that is imported. */
    private PluginInfo info(Imported imported, ImportTiming timing, List<String> requires) {
        PluginTable.Status status = imports.table().status(imported.name());
        PluginState state = imported.isLeaving() ? PluginState.UNLOADING : PluginState.IMPORTED;
        return info(imported.candidate(), timing, state, requires, leftOut(imported, status), status);
    }

    private static PluginInfo info(
            Candidate candidate,
            ImportTiming timing,
            PluginState state,
            List<String> requires,
            Optional<PluginInfo.Failure> failure,
            PluginTable.Status status) {
        List<String> provides = candidate.descriptor().provides().stream()
                .map(Provides::service)
                .sorted()
                .toList();
        return new PluginInfo(
                candidate.name(),
                candidate.descriptor().version(),
                timing,
                state,
                candidate.location(),
                provides,
                requires,
                failure,
                status.trace());
    }

    private static PluginInfo.Failure failure(Obstacle why, LastReading reading) {
        Reason reason = why.path().size() == 1 ? why.reason() : Reason.PREREQUISITE;
        return new PluginInfo.Failure(reason, ImportStage.PLAN, why.message(), "", reading.at());
    }

    /** The services that an imported plugin lacks. */
    private static Optional<PluginInfo.Failure> leftOut(Imported imported, PluginTable.Status status) {
        List<String> leftOut = imported.running().leftOut();
        if (leftOut.isEmpty()) {
            return Optional.empty();
        }
        Instant at = status.trace()
                .map(trace -> trace.requestedAt().plus(trace.total()))
                .orElse(Instant.EPOCH);
        String message = String.join("; ", leftOut);
        return Optional.of(new PluginInfo.Failure(Reason.START_FAILED, ImportStage.START, message, "", at));
    }

    // Artifacts that are no plugins

    /** The state of an artifact with a problem; null if the problem has no influence on it. */
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
}
