package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the modules of one candidate; reads no file. Immutable. */
final class CandidateFinder implements ModuleFinder {

    private final Map<String, ModuleReference> references = new LinkedHashMap<>();

    CandidateFinder(Candidate candidate) {
        for (ModuleArtifact module : candidate.modules()) {
            references.put(module.name(), new ArtifactReference(module));
        }
    }

    @Override
    public Optional<ModuleReference> find(String name) {
        return Optional.ofNullable(references.get(name));
    }

    @Override
    public Set<ModuleReference> findAll() {
        return Set.copyOf(references.values());
    }

    /** A module on disk. Immutable. */
    private static final class ArtifactReference extends ModuleReference {

        private final ModuleArtifact artifact;

        ArtifactReference(ModuleArtifact artifact) {
            super(artifact.descriptor(), Location.of(artifact));
            this.artifact = artifact;
        }

        /**
         * For others than the host, which reads through {@link OpenArtifacts}: the module is opened for them once more, outside
         * the host's budget, as they close it.
         */
        @Override
        public ModuleReader open() throws IOException {
            return OpenModule.open(artifact, "reader of module " + artifact.name(), HandleBudget.unlimited());
        }
    }
}
