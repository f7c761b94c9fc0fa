package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.layer.ChangedArtifactException;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plans a flight anew whose files are not those that were discovered: they are read again, and what the plugin requires
 * now is imported before it, on the thread that runs the flight. The flight stays the same, and so do those that wait for it.
 * Safe for use by any import thread.
 */
final class Replanning {

    private final ChangedFiles files;
    private final Slots slots;
    private final Requests requests;
    private final Waits waits;

    Replanning(ChangedFiles files, Slots slots, Requests requests, Waits waits) {
        this.files = files;
        this.slots = slots;
        this.requests = requests;
        this.waits = waits;
    }

    /**
     * Plans anew a flight that the current thread runs.
     *
     * @return why the plugin cannot be imported as it is now; null if the flight can go on
     * @throws ChangedArtifactException what was found, if nothing that can be read has taken the place of the files
     */
    @Nullable
    Failure replan(Flight flight, ChangedArtifactException found) throws ChangedArtifactException {
        String name = flight.name();
        PluginGraph graph = files.readAgain(flight.node());
        PluginNode node = graph == null ? null : graph.find(name);
        if (graph == null || node == null) {
            throw found;
        }
        Optional<Obstacle> obstacle = graph.obstacle(name, flight.asker().description());
        if (obstacle.isPresent()) {
            return Failure.of(obstacle.get(), name);
        }
        Thrown.tellSoon(
                System.Logger.Level.INFO,
                "Files of plugin " + name + " (" + node.candidate().location()
                        + ") have changed since they were discovered; they were read again for its import",
                null);
        Map<String, Outcome> ends = new LinkedHashMap<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            Outcome end = flight.hasPrerequisite(prerequisite.name())
                    ? flight.prerequisite(prerequisite.name())
                    : imported(graph, prerequisite.name(), flight.asker());
            if (end instanceof Outcome.Failed failed && !prerequisite.optional()) {
                return Failure.ofPrerequisite(node.candidate(), failed.failure());
            }
            ends.put(prerequisite.name(), end);
        }
        if (!pin(flight, ends)) {
            throw found;
        }
        flight.replan(node, ends);
        return null;
    }

    private Outcome imported(PluginGraph graph, String name, Asker asker) {
        Ticket ticket = requests.ask(() -> graph, name, asker);
        return ticket instanceof Ticket.Waiting waiting
                ? waits.await(waiting.flight(), Deadline.none())
                : ((Ticket.Landed) ticket).outcome();
    }

    /** Has all that is imported of what the plugin requires stay; false if some of it is leaving. */
    private boolean pin(Flight flight, Map<String, Outcome> ends) {
        return slots.steadily(() -> {
            List<Incarnation> prerequisites = new ArrayList<>();
            for (Map.Entry<String, Outcome> end : ends.entrySet()) {
                if (end.getValue() instanceof Outcome.Success success) {
                    Incarnation there = flight.incarnation().prerequisite(success.imported());
                    if (there == null) {
                        there = slots.staying(end.getKey());
                    }
                    if (there == null || there.imported() != success.imported()) {
                        return false;
                    }
                    prerequisites.add(there);
                }
            }
            slots.repin(flight.incarnation(), prerequisites);
            return true;
        });
    }
}
