package dev.pluginhost.impl.state;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.scan.Fingerprint;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operations on plugins that are nowhere on disk, and ends for them. */
public final class Operations {

    private static final Fingerprint NO_FILE = new Fingerprint(0, FileTime.fromMillis(0), null);

    public static final Caller CALLER = new Caller("a test");

    /** Names, for races that need many. */
    public static final List<String> MANY =
            IntStream.range(0, 40).mapToObj(i -> "acme.p" + i).toList();

    /** Made once: Lincheck steps through all that is done in a round. */
    private static final Map<String, PluginNode> NODES = Stream.concat(
                    MANY.stream(), Stream.of("acme.weather", "acme.one", "acme.other", "acme.a", "acme.b", "acme.c"))
            .collect(Collectors.toMap(name -> name, Operations::make));

    private Operations() {}

    /** An import that comes after others. */
    public static Import of(String name, Import... before) {
        return after(null, name, Urgency.AWAITED, before);
    }

    /** An import that comes after others, and after the unloading of the plugin's last instance. */
    static Import after(@Nullable Unload unload, String name, Urgency urgency, Import... before) {
        List<PluginInstance> prerequisites = new ArrayList<>();
        for (Import operation : before) {
            prerequisites.add(operation.instance());
        }
        return new Import(node(name), prerequisites, unload, CALLER, urgency, Instant.EPOCH, () -> 0);
    }

    /** An import that requires nothing. */
    public static Import of(String name, Urgency urgency) {
        return after(null, name, urgency);
    }

    /** Begins the import of a plugin in a table, where it is neither imported nor under way. */
    public static Import join(PluginTable table, String name) {
        return ((Outcome.UnderWay) find(table, name).outcome()).operation();
    }

    /** Finds a plugin in a table, or begins its import; null if the table is closed. */
    static PluginTable.@Nullable Found find(PluginTable table, String name) {
        table.planLock().lock();
        try {
            return table.join(node(name), List.of(), CALLER, Urgency.AWAITED);
        } finally {
            table.planLock().unlock();
        }
    }

    /** Ends an import, whatever the table holds. */
    public static void end(Import operation, Outcome outcome) {
        operation.finish(outcome);
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

    /** An end that can be told from others by its message. */
    public static Outcome ended(String message) {
        return new Outcome.Failed(failure(message));
    }

    /** A failure that can be told from others by its message. */
    public static FailedImport failure(String message) {
        return FailedImport.of(Reason.START_FAILED, message, Origin.of("acme.weather"), List.of(), null);
    }
}
