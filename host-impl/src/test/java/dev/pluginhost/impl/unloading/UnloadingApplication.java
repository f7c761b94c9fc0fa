package dev.pluginhost.impl.unloading;

import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An application that does nothing but import and unload the plugin {@code acme.a}, and prints what came of it; or only imports it, and
 * closes the host.
 */
final class UnloadingApplication {

    private UnloadingApplication() {}

    /** Takes the directory of the plugin, and maybe one more argument, not to unload it. */
    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] args) throws Exception {
        try (PluginHost host = PluginHost.builder()
                .plugins(Path.of(args[0]))
                .noIndex()
                .collectionTimeout(Duration.ofSeconds(15))
                .build()) {
            host.importModule("acme.a");
            if (args.length > 1) {
                return;
            }
            for (UnloadReport.Plugin plugin : host.unload("acme.a").get().plugins()) {
                System.out.println(plugin.collection() + " " + plugin.holders());
            }
        }
    }
}
