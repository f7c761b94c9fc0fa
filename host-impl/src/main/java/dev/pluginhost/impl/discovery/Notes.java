package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What is said of artifacts that are passed over because the application has their modules.
 *
 * @param application describes a module of the application: its version, and where it is; empty if that is not known
 */
record Notes(UnaryOperator<String> application) {

    private static final String NOT_STARTED = ", which the host neither starts nor unloads;"
            + " take it off the application's module path if it is to be a plugin";

    Problem applicationHas(ModuleArtifact artifact) {
        String name = artifact.name();
        boolean isPlugin = !PluginKind.provided(artifact.descriptor()).isEmpty();
        return note(
                name,
                artifact.file(),
                "Module " + name + version(artifact) + " in " + artifact.file()
                        + " is passed over, the application's is used" + theirs(name)
                        + (isPlugin ? NOT_STARTED : "; remove it"));
    }

    Problem applicationHas(ModuleArtifact library, Path bundle) {
        return note(
                library.name(),
                library.file(),
                "Module " + library.name() + version(library) + " in " + library.file() + ", a part of the bundle "
                        + Entries.name(bundle) + ", is passed over, the application's is used" + theirs(library.name())
                        + "; remove it, the bundle does not need it");
    }

    Problem applicationHasPluginOf(Path bundle, List<ModuleArtifact> plugins) {
        String names =
                plugins.stream().map(plugin -> plugin.name() + version(plugin)).collect(Collectors.joining(", "));
        boolean isPlugin = plugins.stream()
                .anyMatch(plugin -> !PluginKind.provided(plugin.descriptor()).isEmpty());
        return note(
                plugins.get(0).name(),
                bundle,
                "Bundle " + bundle + " is passed over: the application has " + names
                        + " itself, the application's is used"
                        + (plugins.size() == 1 ? theirs(plugins.get(0).name()) : "")
                        + (isPlugin ? NOT_STARTED : "; remove the bundle"));
    }

    private static String version(ModuleArtifact artifact) {
        return artifact.descriptor()
                .rawVersion()
                .map(version -> " " + Printable.name(version))
                .orElse("");
    }

    private String theirs(String name) {
        String described = application.apply(name);
        return described.isEmpty() ? "" : " (" + described + ")";
    }

    static Problem leftOut(ModuleArtifact library, Path bundle, String conflict) {
        return new Problem(
                Severity.NOTE,
                Reason.UNUSED,
                library.name(),
                Optional.of(library.file()),
                "Module " + library.name() + " in " + library.file() + ", a part of the bundle " + Entries.name(bundle)
                        + ", is left out, as nothing in the bundle requires it and " + conflict
                        + "; remove the one that is not wanted");
    }

    private static Problem note(String subject, Path location, String message) {
        return new Problem(Severity.NOTE, Reason.APPLICATION_HAS_IT, subject, Optional.of(location), message);
    }
}
