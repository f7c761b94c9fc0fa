package dev.pluginhost.impl.graph;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One requirement of one module. Immutable. */
record Requirement(ModuleDescriptor by, Requires requires) {

    String name() {
        return requires.name();
    }

    boolean optional() {
        return requires.modifiers().contains(Requires.Modifier.STATIC);
    }

    /** Whether an installed version can replace the version that the module was compiled against, if both are known. */
    boolean accepts(Optional<Version> installed) {
        Optional<Version> compiled = requires.compiledVersion();
        return compiled.isEmpty()
                || installed.isEmpty()
                || (major(compiled.get()).equals(major(installed.get()))
                        && installed.get().compareTo(compiled.get()) >= 0);
    }

    /** The number that a version begins with, without leading zeros; {@link Version} ensures that there is one. */
    private static String major(Version version) {
        return version.toString().replaceFirst("^0*([0-9]+).*", "$1");
    }

    /** What the needed modules of a candidate require of other plugins and of the application. */
    static List<Requirement> of(Candidate candidate) {
        List<Requirement> requirements = new ArrayList<>();
        for (ModuleArtifact module : candidate.needed()) {
            for (Requires requires : module.descriptor().requires()) {
                if (!candidate.has(requires.name())) {
                    requirements.add(new Requirement(module.descriptor(), requires));
                }
            }
        }
        return requirements;
    }
}
