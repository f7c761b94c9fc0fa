package dev.pluginhost.impl.run;

import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginInstance;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.modules.graph.Obstacle;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for plugins. For a plugin that is not imported it plans all that must be imported first. For each plugin of the plan it joins
 * the import under way, or begins one. Then each new import waits, without a thread, until what it requires has ended, and becomes a job of the
 * import threads. Nothing here waits. Thread-safe.
 */
record Planner(Imports imports, PluginTable table, ImportThreads threads, ImportResults results) {

    /** Requests one plugin. */
    Found request(Supplier<PluginGraph> installed, String name, Caller caller) {
        return Objects.requireNonNull(
                request(installed, List.of(name), caller, Urgency.AWAITED).get(name), name);
    }

    /** Requests plugins, all in one plan: a prerequisite that fails is tried once. Returns an answer for each name. */
    Map<String, Found> request(
            Supplier<PluginGraph> installed, Collection<String> names, Caller caller, Urgency urgency) {
        while (true) {
            PluginGraph graph = installed.get();
            Map<String, Found> answers = new LinkedHashMap<>();
            List<String> wanted = new ArrayList<>();
            for (String name : names) {
                Outcome outcome = known(graph, name, caller);
                if (outcome == null) {
                    wanted.add(name);
                } else {
                    answers.put(name, new Found(null, null, outcome, false));
                }
            }
            Map<String, Found> found = new LinkedHashMap<>();
            boolean current;
            try {
                current = wanted.isEmpty() || join(installed, graph, wanted, caller, urgency, found);
            } finally { // also if the planning has failed: other callers may have joined what has begun
                for (Found one : found.values()) {
                    start(one, urgency);
                }
            }
            if (current) {
                for (String name : wanted) {
                    Found one = found.get(name);
                    answers.put(name, one != null ? one : new Found(null, null, closed(name), false));
                }
                return answers;
            }
        }
    }

    /** The answer for which nothing has to be imported; null if there is none. Slow for an unknown name if much is installed. */
    private @Nullable Outcome known(PluginGraph graph, String name, Caller caller) {
        Imported there = imports.present(name);
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
        return graph.find(name) == null && imports.present(name) == null && !table.isClosed();
    }

    /** Why an unknown plugin cannot be imported. Slow if much is installed. */
    Outcome explain(PluginGraph graph, String name, Caller caller) {
        Outcome known = known(graph, name, caller);
        return known != null ? known : closed(name);
    }

    private static Outcome closed(String name) {
        return new Outcome.Failed(FailedImport.closed(name));
    }

    /** Joins or begins imports until the host is closed; false, and nothing has begun, if the graph is not the installed one any more. */
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
        PluginNode wanted = graph.find(name);
        List<PluginNode> plan = wanted != null && wanted.prerequisites().isEmpty()
                ? List.of(wanted)
                : graph.plan(name, other -> found.containsKey(other) || table.staying(other) != null);
        for (PluginNode node : plan) {
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

    /** Starts an import that has begun with this request, or makes one that it has joined as urgent as it is. */
    private void start(Found found, Urgency urgency) {
        Import underWay = found.underWay();
        if (underWay != null && !found.begun()) {
            threads.raise(underWay, urgency);
        } else if (underWay != null && underWay.needs().isEmpty()) {
            enqueue(underWay);
        } else if (underWay != null) {
            underWay.whenReady(() -> enqueue(underWay));
        }
    }

    /** Whatever happens, the import becomes a job or ends: else its callers would wait until they are closed. */
    private void enqueue(Import operation) {
        try {
            if (threads.exhausted()) {
                results.failForLackOfThreads(operation, true);
            } else if (!threads.enqueue(operation)) {
                results.fail(operation, FailedImport.closed(operation.name()));
            }
        } catch (Throwable unexpected) { // for example, no thread can be started
            results.fail(operation, unexpected);
        }
    }
}
