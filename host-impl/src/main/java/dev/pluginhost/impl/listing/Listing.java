package dev.pluginhost.impl.listing;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.installed.Installed.LastReading;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.Obstacle;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import java.lang.module.ModuleDescriptor.Provides;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists what is installed and its state. Thread-safe; never waits. */
public record Listing(Registry registry, Imports imports) {

    /** A snapshot, ordered by name; of the imported plugins only, if the sources have not been read. */
    public List<PluginInfo> of(@Nullable LastReading reading) {
        List<PluginInfo> infos = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (reading != null) {
            for (PluginNode node : reading.graph().nodes()) {
                names.add(node.name());
                infos.add(info(node, reading));
            }
        }
        Set<String> lost = new HashSet<>();
        for (Imported imported : registry.all()) { // some may not be installed any more
            if (names.add(imported.name())) {
                lost.add(imported.name());
                infos.add(info(imported, ImportTiming.LAZY, List.of(), reading));
            }
        }
        if (reading != null) {
            for (Problem problem : reading.graph().discovered().problems()) {
                if (!lost.contains(problem.subject())) { // else it is listed once, as what runs
                    infos.addAll(unusable(problem, reading));
                }
            }
        }
        infos.sort(Comparator.comparing(PluginInfo::name)); // stable
        return List.copyOf(infos);
    }

    private PluginInfo info(PluginNode node, LastReading reading) {
        List<String> requires =
                node.prerequisites().stream().map(Prerequisite::name).sorted().toList();
        Imported imported = registry.find(node.name());
        if (imported != null) {
            return info(imported, node.timing(), requires, null);
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
        return info(node.candidate(), node.timing(), state, requires, obstacle.or(status::failure), status.trace());
    }

    /**
     * An imported plugin; after a refresh, another artifact may be installed than the one that is imported, or one that a reading says cannot
     * be used.
     */
    private PluginInfo info(
            Imported imported, ImportTiming timing, List<String> requires, @Nullable LastReading saysWhy) {
        PluginTable.Status status = imports.table().status(imported.name());
        PluginState state = imported.isLeaving() ? PluginState.UNLOADING : PluginState.IMPORTED;
        Problem unusable =
                saysWhy == null ? null : saysWhy.graph().discovered().unusable().get(imported.name());
        Optional<PluginInfo.Failure> failure = leftOut(imported, status);
        if (saysWhy != null && unusable != null && failure.isEmpty()) {
            failure = Optional.of(failure(unusable, saysWhy));
        }
        return info(imported.candidate(), timing, state, requires, failure, status.trace());
    }

    private static PluginInfo.Failure failure(Problem problem, LastReading reading) {
        return new PluginInfo.Failure(problem.reason(), ImportStage.FIND, problem.message(), "", reading.at());
    }

    private static PluginInfo info(
            Candidate candidate,
            ImportTiming timing,
            PluginState state,
            List<String> requires,
            Optional<PluginInfo.Failure> failure,
            Optional<PluginInfo.Trace> trace) {
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
                trace);
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

    /** What a problem keeps from being a plugin: an artifact, several of the same module, or a source. */
    private static List<PluginInfo> unusable(Problem problem, LastReading reading) {
        if (problem.severity() != Problem.Severity.ERROR || problem.location().isEmpty()) {
            return List.of();
        }
        Optional<PluginInfo.Failure> failure = Optional.of(failure(problem, reading));
        List<Candidate> claims = problem.reason() == Reason.AMBIGUOUS
                ? reading.graph().discovered().ambiguous().getOrDefault(problem.subject(), List.of())
                : List.of();
        if (!claims.isEmpty()
                && claims.get(0).location().equals(problem.location().get())) {
            return claims.stream()
                    .map(claim ->
                            info(claim, ImportTiming.LAZY, PluginState.AMBIGUOUS, List.of(), failure, Optional.empty()))
                    .toList();
        }
        PluginState state = problem.reason() == Reason.AMBIGUOUS ? PluginState.AMBIGUOUS : PluginState.UNREADABLE;
        return List.of(new PluginInfo(
                problem.subject(),
                Optional.empty(),
                ImportTiming.LAZY,
                state,
                problem.location().get(),
                List.of(),
                List.of(),
                failure,
                Optional.empty()));
    }
}
