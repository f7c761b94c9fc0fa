package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.scan.SourceWalk;
import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The modules that the application has, which are never taken from a source, and the notes about artifacts that are passed over for them.
 *
 * @param names whether the application has a module of a name
 * @param descriptions the version of such a module, and where it is; empty if that is not known
 */
record ApplicationModules(Predicate<String> names, UnaryOperator<String> descriptions) {

    private static final String NOT_STARTED = ", which the host neither starts nor unloads;"
            + " take it off the application's module path if it is to be a plugin";

    boolean has(ModuleArtifact module) {
        return names.test(module.name());
    }

    Problem noteOfPlugin(ModuleArtifact plugin) {
        return note(
                plugin.name(),
                plugin.file(),
                "Module " + nameAndVersion(plugin) + " in " + plugin.file()
                        + " is passed over, the application's is used" + described(plugin)
                        + (PluginKind.isPlugin(plugin) ? NOT_STARTED : "; remove it"));
    }

    Problem noteOfLibrary(ModuleArtifact library, Path bundle) {
        return note(
                library.name(),
                library.file(),
                "Module " + nameAndVersion(library) + " in " + library.file() + ", a part of the bundle "
                        + SourceWalk.name(bundle) + ", is passed over, the application's is used" + described(library)
                        + "; remove it, the bundle does not need it");
    }

    Problem noteOfBundle(Path bundle, List<ModuleArtifact> plugins) {
        String names = plugins.stream().map(ApplicationModules::nameAndVersion).collect(Collectors.joining(", "));
        return note(
                plugins.get(0).name(),
                bundle,
                "Bundle " + bundle + " is passed over: the application has " + names
                        + " itself, the application's is used"
                        + (plugins.size() == 1 ? described(plugins.get(0)) : "")
                        + (plugins.stream().anyMatch(PluginKind::isPlugin) ? NOT_STARTED : "; remove the bundle"));
    }

    private static Problem note(String subject, Path location, String message) {
        return new Problem(Severity.NOTE, Reason.APPLICATION_HAS_IT, subject, Optional.of(location), message);
    }

    private static String nameAndVersion(ModuleArtifact module) {
        Optional<String> version = module.descriptor().rawVersion();
        return module.name() + (version.isPresent() ? " " + Printable.name(version.get()) : "");
    }

    private String described(ModuleArtifact module) {
        String described = descriptions.apply(module.name());
        return described.isEmpty() ? "" : " (" + described + ")";
    }
}
