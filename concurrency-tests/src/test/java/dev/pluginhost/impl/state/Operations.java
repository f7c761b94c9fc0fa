package dev.pluginhost.impl.state;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.scan.Fingerprint;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Imports and unloads of plugins that have no files, and outcomes for them. */
public final class Operations {

    public static final Caller CALLER = new Caller("a test");

    /** Names, for races that need many. */
    public static final List<String> MANY =
            IntStream.range(0, 40).mapToObj(i -> "acme.p" + i).toList();

    private static final Fingerprint NO_FILE =
            new Fingerprint(Fingerprint.Type.FILE, 0, FileTime.fromMillis(0), null, null);

    /** Made once: Lincheck instruments all that is done in a round. */
    private static final Map<String, PluginNode> NODES = Stream.concat(
                    MANY.stream(), Stream.of("acme.weather", "acme.one", "acme.other", "acme.a", "acme.b", "acme.c"))
            .collect(Collectors.toMap(name -> name, Operations::make));

    private Operations() {}

    /** An import that requires others. */
    public static Import of(String name, Import... required) {
        return after(null, name, Urgency.AWAITED, required);
    }

    /** An import that requires nothing. */
    public static Import of(String name, Urgency urgency) {
        return after(null, name, urgency);
    }

    /** An import that requires others, and comes after the unloading of the plugin's last instance. */
    static Import after(@Nullable Unload last, String name, Urgency urgency, Import... required) {
        List<PluginInstance> prerequisites = new ArrayList<>();
        for (Import operation : required) {
            prerequisites.add(operation.instance());
        }
        return new Import(node(name), prerequisites, last, CALLER, urgency, Instant.EPOCH, () -> 0);
    }

    /** An unloading that comes after others. */
    static Unload unload(Import operation, Unload... before) {
        return new Unload(operation.instance(), List.of(before), CALLER);
    }

    /** Ends an import that is in no table. */
    public static void end(Import operation, Outcome outcome) {
        operation.finish(outcome);
    }

    /** Joins or begins the import of a plugin as the planner does; null if the table is closed. */
    public static PluginTable.@Nullable Found join(PluginTable table, String name, PluginInstance... prerequisites) {
        table.planLock().lock();
        try {
            return table.join(node(name), List.of(prerequisites), CALLER, Urgency.AWAITED);
        } finally {
            table.planLock().unlock();
        }
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
        return new PluginNode(candidate, ImportTiming.LAZY, List.of(), Set.of(), Optional.empty());
    }

    /** An outcome that differs from others by its message. */
    public static Outcome failed(String message) {
        return new Outcome.Failed(failure(message));
    }

    /** A failure that differs from others by its message. */
    static FailedImport failure(String message) {
        return FailedImport.of(Reason.START_FAILED, message, Origin.of("acme.weather"), List.of(), null);
    }
}
