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

/** A module of a candidate, as the resolver sees it. Immutable. */
final class CandidateModule extends ModuleReference {

    private final ModuleArtifact artifact;
    private final String plugin;

    private CandidateModule(ModuleArtifact artifact, String plugin) {
        super(artifact.descriptor(), OpenModule.location(artifact));
        this.artifact = artifact;
        this.plugin = plugin;
    }

    /** The name of the plugin that it came with. */
    String plugin() {
        return plugin;
    }

    boolean isLibrary() {
        return !artifact.name().equals(plugin);
    }

    /** For others than the host: the module is opened once more, outside the host's budget, and the caller closes it. */
    @Override
    public ModuleReader open() throws IOException {
        return OpenArtifacts.open(artifact, "reader of module " + artifact.name(), JarFiles.unlimited());
    }

    /** Finds the modules of a candidate; reads no file. */
    static ModuleFinder finder(Candidate candidate) {
        Map<String, ModuleReference> references = new LinkedHashMap<>();
        for (ModuleArtifact module : candidate.modules()) {
            references.put(module.name(), new CandidateModule(module, candidate.name()));
        }
        return new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String name) {
                return Optional.ofNullable(references.get(name));
            }

            @Override
            public Set<ModuleReference> findAll() {
                return Set.copyOf(references.values());
            }
        };
    }
}
