package dev.pluginhost.impl.discovery;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.List;
import java.util.stream.Collectors;

/** What a module must keep to if it is to be a plugin, or a library of one. Pure. */
final class PluginRules {

    private PluginRules() {}

    /** Refuses a module that a plugin cannot be called after, or that does not say clearly when to import and what to start. */
    static void check(ModuleArtifact plugin) throws Breakage {
        checkName(plugin);
        List<Provides> provided = PluginKind.provided(plugin.descriptor());
        if (provided.size() > 1) {
            throw invalid(
                    plugin,
                    "it provides " + provided.stream().map(Provides::service).collect(Collectors.joining(" and "))
                            + ", but a plugin has one timing",
                    "provide the one of them that is meant");
        }
        for (Provides provides : provided) {
            if (provides.providers().size() > 1) {
                throw invalid(
                        plugin,
                        "it provides " + provides.service() + " with " + String.join(" and ", provides.providers())
                                + ", but a plugin is started once",
                        "provide one class that starts whatever the plugin consists of");
            }
        }
    }

    private static void checkName(ModuleArtifact plugin) throws Breakage {
        String name = plugin.name();
        if (!ModuleName.isOne(name)) {
            throw Breakage.of(
                    plugin.file(),
                    Diagnosis.invalid(
                            "its module is called " + Printable.quoted(name) + ", and no plugin can be called that",
                            "rename the module: Java identifiers separated by dots, at most " + ModuleName.MAX_LENGTH
                                    + " characters"));
        }
        if (ModuleName.isOfJdk(name)) {
            throw invalid(
                    plugin,
                    "names that begin with java. or jdk. are reserved for the JDK, so it cannot be a plugin",
                    "put it into one directory with the plugin that requires it (a bundle), or rename the module");
        }
    }

    /** Refuses a library of a bundle that messages could not name; otherwise it may be called what the JDK accepts. */
    static void checkLibrary(ModuleArtifact library) throws Breakage {
        if (!ModuleName.isTellable(library.name())) {
            throw Breakage.of(
                    library.file(),
                    Diagnosis.invalid(
                            "its module is called " + Printable.quoted(library.name())
                                    + ", which is too long or has characters that are not shown",
                            "rename the module, or remove it"));
        }
    }

    private static Breakage invalid(ModuleArtifact plugin, String reason, String cure) {
        return Breakage.of(plugin.name(), plugin.file(), Diagnosis.invalid(reason, cure));
    }
}
