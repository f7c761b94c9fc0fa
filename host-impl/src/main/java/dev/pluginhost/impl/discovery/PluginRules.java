package dev.pluginhost.impl.discovery;

import java.lang.module.ModuleDescriptor.Provides;
import java.util.List;
import java.util.stream.Collectors;

/** What a module must keep to if it is to be a plugin. Pure. */
final class PluginRules {

    private PluginRules() {}

    /** Refuses a module that does not say clearly when it is to be imported, or what is to be started. */
    static void check(ModuleArtifact plugin) throws Breakage {
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

    private static Breakage invalid(ModuleArtifact plugin, String reason, String cure) {
        return Breakage.of(plugin.name(), plugin.file(), Diagnosis.invalid(reason, cure));
    }
}
