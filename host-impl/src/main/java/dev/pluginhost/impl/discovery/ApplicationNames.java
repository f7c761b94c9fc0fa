package dev.pluginhost.impl.discovery;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.scan.SourceWalk;
import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The modules that the application has: whether it has one of a name, and its version and place as a text, which may be
 * empty. Artifacts of such modules are passed over.
 */
record ApplicationNames(Predicate<String> names, UnaryOperator<String> descriptions) {

    private static final String NOT_STARTED = ", which the host neither starts nor unloads;"
            + " take it off the application's module path if it is to be a plugin";

    boolean has(ModuleArtifact module) {
        return names.test(module.name());
    }

    /** Notes that a module is passed over; {@code bundle} is the bundle that it is a library of, if any. */
    void passOver(ModuleArtifact module, @Nullable Path bundle, SourceContent content) {
        String place = bundle == null ? "" : ", a part of the bundle " + SourceWalk.name(bundle) + ",";
        String cure = bundle != null
                ? "; remove it, the bundle does not need it"
                : PluginKind.isPlugin(module) ? NOT_STARTED : "; remove it";
        content.note(
                Reason.APPLICATION_HAS_IT,
                module.name(),
                module.file(),
                "Module " + nameAndVersion(module) + " in " + module.file() + place
                        + " is passed over, the application's is used" + described(module) + cure);
    }

    /** Notes that a bundle is passed over, of which the application has the plugin. */
    void passOverBundle(Path bundle, List<ModuleArtifact> plugins, SourceContent content) {
        ModuleArtifact first = plugins.get(0);
        content.note(
                Reason.APPLICATION_HAS_IT,
                first.name(),
                bundle,
                "Bundle " + bundle + " is passed over: the application has "
                        + plugins.stream().map(ApplicationNames::nameAndVersion).collect(Collectors.joining(", "))
                        + " itself, the application's is used" + (plugins.size() == 1 ? described(first) : "")
                        + (plugins.stream().anyMatch(PluginKind::isPlugin) ? NOT_STARTED : "; remove the bundle"));
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
