package dev.pluginhost.impl.state;

import dev.pluginhost.ImportTiming;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Imports of plugins that are nowhere on disk. */
public final class TestImports {

    private TestImports() {}

    /** An import that requires nothing. */
    public static Import of(String name, Urgency urgency) {
        Path nowhere = Path.of(name);
        ModuleDescriptor descriptor = ModuleDescriptor.newModule(name).build();
        Fingerprint noFile = new Fingerprint(Fingerprint.Type.FILE, 0, FileTime.fromMillis(0), null, null);
        Candidate candidate =
                new Candidate(new ModuleArtifact(descriptor, nowhere, true, noFile, 0), List.of(), nowhere);
        PluginNode node = new PluginNode(candidate, ImportTiming.LAZY, List.of(), Set.of(), Optional.empty());
        return new Import(node, List.of(), null, new Caller("a test"), urgency, Instant.EPOCH, () -> 0);
    }

    /** Ends an import that has failed, for those that wait for it. */
    public static void fail(Import operation) {
        operation.finish(new Outcome.Failed(FailedImport.closed(operation.name())));
    }
}
