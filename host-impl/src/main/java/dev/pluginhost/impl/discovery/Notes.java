package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Kind;
import dev.pluginhost.Problem.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of artifacts that are passed over because the application has their modules. Stateless. */
final class Notes {

    private Notes() {}

    static Problem applicationHas(ModuleArtifact artifact) {
        return note(
                artifact.name(),
                artifact.file(),
                "Module " + artifact.name() + " in " + artifact.file()
                        + " is passed over, the application's is used; remove it");
    }

    static Problem applicationHas(ModuleArtifact library, Path bundle) {
        return note(
                library.name(),
                library.file(),
                "Module " + library.name() + " in " + library.file() + ", a part of the bundle " + Entries.name(bundle)
                        + ", is passed over, the application's is used; remove it, the bundle does not need it");
    }

    static Problem applicationHasPluginOf(Path bundle, List<ModuleArtifact> plugins) {
        String names = plugins.stream().map(ModuleArtifact::name).collect(Collectors.joining(", "));
        return note(
                plugins.get(0).name(),
                bundle,
                "Bundle " + bundle + " is passed over: the application has " + names
                        + " itself, the application's is used; remove the bundle");
    }

    static Problem leftOut(ModuleArtifact library, Path bundle, String conflict) {
        return new Problem(
                Severity.NOTE,
                Kind.UNUSED,
                library.name(),
                Optional.of(library.file()),
                "Module " + library.name() + " in " + library.file() + ", a part of the bundle " + Entries.name(bundle)
                        + ", is left out, as nothing in the bundle requires it and " + conflict
                        + "; remove the one that is not wanted");
    }

    private static Problem note(String subject, Path location, String message) {
        return new Problem(Severity.NOTE, Kind.APPLICATION_HAS_IT, subject, Optional.of(location), message);
    }
}
