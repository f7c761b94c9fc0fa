package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.graph.PluginNode;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Flights of plugins that are nowhere on disk, and ends for them. */
final class Flights {

    private static final Fingerprint NO_FILE = new Fingerprint(0, FileTime.fromMillis(0), null);

    /** Names, for races that need many. */
    static final List<String> MANY =
            IntStream.range(0, 40).mapToObj(i -> "acme.p" + i).toList();

    /** Made once: Lincheck steps through all that is done in a round. */
    private static final Map<String, PluginNode> NODES = Stream.concat(
                    MANY.stream(), Stream.of("acme.weather", "acme.one", "acme.other", "acme.a", "acme.b", "acme.c"))
            .collect(Collectors.toMap(name -> name, Flights::make));

    private Flights() {}

    /** A flight that has to wait for others. */
    static Flight of(String name, Flight... awaited) {
        return after(null, name, awaited);
    }

    /** A flight that has to wait for others, and for the plugin's last incarnation to be gone. */
    static Flight after(@Nullable Departure before, String name, Flight... awaited) {
        return new Flight(
                node(name),
                new Caller("a test"),
                Instant.EPOCH,
                new StageTimes(() -> 0),
                byName(awaited),
                Map.of(),
                before,
                flight -> new Lanes.Job(() -> {}));
    }

    /** One of a few nodes. */
    static PluginNode node(String name) {
        return Objects.requireNonNull(NODES.get(name), name);
    }

    private static PluginNode make(String name) {
        Path nowhere = Path.of(name);
        ModuleDescriptor descriptor = ModuleDescriptor.newModule(name).build();
        Candidate candidate =
                new Candidate(new ModuleArtifact(descriptor, nowhere, true, NO_FILE, 0), List.of(), nowhere);
        return new PluginNode(candidate, ImportTiming.LAZY, List.of(), Optional.empty());
    }

    private static Map<String, Flight> byName(Flight... flights) {
        Map<String, Flight> byName = new HashMap<>();
        for (Flight flight : flights) {
            byName.put(flight.name(), flight);
        }
        return byName;
    }

    /** A thread that is never started: a racer acts for it. It belongs to no import threads, as it needs none of them. */
    static ImportThread thread(String name) {
        return new ImportThread(null, null, () -> {}, name);
    }

    /** An end that can be told from others by its reason. */
    static Outcome ended(String reason) {
        return new Outcome.Failed(failure(reason));
    }

    /** A failure that can be told from others by its reason. */
    static Failure failure(String reason) {
        return new Failure(Reason.START_FAILED, reason, Origin.of("acme.weather"), List.of(), null);
    }
}
