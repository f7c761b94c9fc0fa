package dev.pluginhost.impl;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginHost;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes hosts for tests in other packages. */
public final class Hosts {

    private Hosts() {}

    /** What {@link PluginHost#builder()} returns where the implementation is a module. */
    public static PluginHost.Builder builder() {
        return new HostBuilder();
    }

    /** A host of a directory, with settings that the builder does not have. */
    public static PluginHost of(Path plugins, IndexStore indexes, Settings settings) {
        return new DefaultPluginHost(
                settings,
                List.of(new Source(plugins, false)),
                indexes,
                new Wishes(Map.of(), Map.of(), List.of()),
                VersionPolicy.REFUSE,
                Duration.ofSeconds(2),
                null,
                new BlockingGuard(List.of(), List.of(), BlockingPolicy.REFUSE));
    }
}
