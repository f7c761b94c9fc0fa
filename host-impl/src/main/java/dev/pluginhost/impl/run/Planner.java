package dev.pluginhost.impl.run;

import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.PluginNode.Prerequisite;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Outcome;
import dev.pluginhost.impl.state.PluginInstance;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.Urgency;
import dev.pluginhost.impl.threads.ImportThreads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for plugins. For a plugin that is not imported it plans all that must be imported first, and for each plugin of the plan
 * it joins the import that is under way or begins one. Then each new import waits, without a thread, until what it requires has ended, and
 * becomes a job of the import threads. Nothing here waits. Safe for use by any thread.
 */
final class Planner {

    /**
     * The answer to a request for one plugin.
     *
     * @param underWay its import, if that is under way
     * @param outcome what came of the request, if that is known
     * @param begun whether its import has begun for this request
     */
    record Answer(@Nullable Import underWay, @Nullable Outcome outcome, boolean begun) {

        static Answer known(Outcome outcome) {
            return new Answer(null, outcome, false);
        }
    }

    private final Function<String, @Nullable Imported> present;
    private final PluginTable table;
    private final ImportThreads threads;
    private final ImportResults results;
    private final ImportTimeouts timeouts;

    /**
     * A planner.
     *
     * @param present the plugin of a name that the current thread may use
     */
    Planner(
            Function<String, @Nullable Imported> present,
            PluginTable table,
            ImportThreads threads,
            ImportResults results,
            ImportTimeouts timeouts) {
        this.present = present;
        this.table = table;
        this.threads = threads;
        this.results = results;
        this.timeouts = timeouts;
    }

    /** Requests one plugin. */
    Answer request(Supplier<PluginGraph> installed, String name, Caller caller) {
        return Objects.requireNonNull(
                request(installed, List.of(name), caller, Urgency.AWAITED).get(name), name);
    }

    /**
     * Requests plugins, all in one plan: a prerequisite that fails is tried once.
     *
     * @return an answer for each name, in their order
     */
    Map<String, Answer> request(
            Supplier<PluginGraph> installed, Collection<String> names, Caller caller, Urgency urgency) {
        Map<String, Answer> answers = null;
        while (answers == null) {
            answers = request(installed, installed.get(), names, caller, urgency);
        }
        return answers;
    }

    /** Null if the graph is not the installed one any more; then nothing has begun. */
    private @Nullable Map<String, Answer> request(
            Supplier<PluginGraph> installed,
            PluginGraph graph,
            Collection<String> names,
            Caller caller,
            Urgency urgency) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            Outcome known = known(graph, name, caller);
            answers.put(name, Answer.known(known != null ? known : closed(name)));
            if (known == null) {
                unknown.add(name);
            }
        }
        if (unknown.isEmpty()) {
            return answers;
        }
        Map<String, Found> found = new LinkedHashMap<>();
        boolean current;
        try {
            current = join(installed, graph, unknown, caller, urgency, found);
        } finally {
            start(
                    found.values(),
                    urgency); // also if the planning has failed: other callers may have joined what has begun
        }
        if (!current) {
            return null;
        }
        for (String name : unknown) {
            Found one = found.get(name);
            if (one != null) {
                answers.put(name, new Answer(one.underWay(), one.outcome(), one.begun()));
            }
        }
        return answers;
    }

    /**
     * The answer for which nothing has to be imported; null if there is none. To explain an unknown name takes longer the more is
     * installed.
     */
    private @Nullable Outcome known(PluginGraph graph, String name, Caller caller) {
        Imported there = present.apply(name);
        if (there != null) {
            return new Outcome.Present(there);
        }
        if (table.isClosed()) {
            return closed(name);
        }
        Optional<Obstacle> obstacle = graph.obstacle(name, caller.description());
        return obstacle.isEmpty() ? null : new Outcome.Failed(FailedImport.of(obstacle.get(), name));
    }

    /** Whether a plugin of that name is neither installed nor imported. */
    boolean isUnknown(PluginGraph graph, String name) {
        return graph.find(name) == null && present.apply(name) == null && !table.isClosed();
    }

    /** Why an unknown plugin cannot be imported; takes longer the more is installed. */
    Outcome explain(PluginGraph graph, String name, Caller caller) {
        Outcome known = known(graph, name, caller);
        return known != null ? known : closed(name);
    }

    private static Outcome closed(String name) {
        return new Outcome.Failed(FailedImport.closed(name));
    }

    /** False, and nothing has begun, if the graph is not the installed one any more. */
    private boolean join(
            Supplier<PluginGraph> installed,
            PluginGraph graph,
            List<String> names,
            Caller caller,
            Urgency urgency,
            Map<String, Found> found) {
        table.planLock().lock();
        try {
            // A reload installs its graph before it marks what is to leave: a plan that is made after that must not use
            // the old one.
            if (installed.get() != graph) {
                return false;
            }
            for (String name : names) {
                if (!found.containsKey(name) && !join(graph, name, caller, urgency, found)) {
                    break;
                }
            }
            return true;
        } finally {
            table.planLock().unlock();
        }
    }

    /** Plans one plugin, and joins or begins the imports of the plan; false if the host is closed. */
    private boolean join(PluginGraph graph, String name, Caller caller, Urgency urgency, Map<String, Found> found) {
        for (PluginNode node : graph.plan(name, other -> found.containsKey(other) || table.staying(other) != null)) {
            List<PluginInstance> prerequisites = new ArrayList<>();
            for (Prerequisite prerequisite : node.prerequisites()) {
                Found planned = found.get(prerequisite.name());
                PluginInstance there = planned != null ? planned.instance() : table.staying(prerequisite.name());
                if (there == null) {
                    return false; // only close takes away what stays
                }
                prerequisites.add(there);
            }
            Found joined = table.join(node, prerequisites, caller, urgency);
            if (joined == null) {
                return false;
            }
            found.put(node.name(), joined);
        }
        return true;
    }

    /** Starts the imports that have begun with this request, and makes those that it has joined as urgent as it is. */
    private void start(Collection<Found> found, Urgency urgency) {
        for (Found one : found) {
            Import underWay = one.underWay();
            if (underWay != null && one.begun()) {
                start(underWay);
            } else if (underWay != null) {
                threads.raise(underWay, urgency);
            }
        }
    }

    /** Whatever happens, the import becomes a job or ends: else its callers would wait until they are closed. */
    private void start(Import operation) {
        try {
            operation.whenReady(() -> enqueue(operation));
        } catch (Throwable unexpected) {
            results.fail(operation, FailureTexts.of(operation, unexpected));
        }
    }

    private void enqueue(Import operation) {
        try {
            if (threads.exhausted()) {
                timeouts.failForLackOfThreads(operation);
            } else if (!threads.enqueue(operation)) {
                results.fail(operation, FailedImport.closed(operation.name()));
            }
        } catch (Throwable unexpected) { // for example, no thread can be started
            results.fail(operation, FailureTexts.of(operation, unexpected));
        }
    }
}
