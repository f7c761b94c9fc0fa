package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.PluginHost;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A host with its default settings. */
final class HostContender implements Contender {

    private @Nullable PluginHost host;

    @Override
    public long all(Path plugins) {
        return sum(start(plugins).importServices(LongSupplier.class).join());
    }

    @Override
    public long one(Path plugins, String name) {
        return sum(start(plugins).importModule(name).services(LongSupplier.class));
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        }
    }

    private PluginHost start(Path plugins) {
        PluginHost started = PluginHost.builder().plugins(plugins).build();
        host = started;
        started.start();
        return started;
    }

    private static long sum(List<LongSupplier> services) {
        long sum = 0;
        for (LongSupplier service : services) {
            sum += service.getAsLong();
        }
        return sum;
    }
}
