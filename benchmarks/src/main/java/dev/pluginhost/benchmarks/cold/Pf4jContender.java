package dev.pluginhost.benchmarks.cold;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.pf4j.JarPluginManager;
import org.pf4j.PluginManager;

/** PF4J with its manager of plugins that are jars, which reads {@code META-INF/extensions.idx}. */
final class Pf4jContender implements Contender {

    private @Nullable PluginManager manager;

    @Override
    public long all(Path plugins) {
        PluginManager loaded = load(plugins);
        loaded.startPlugins();
        return sum(loaded.getExtensions(LongSupplier.class));
    }

    @Override
    public long one(Path plugins, String name) {
        PluginManager loaded = load(plugins);
        loaded.startPlugin(name);
        return sum(loaded.getExtensions(LongSupplier.class, name));
    }

    @Override
    public void close() {
        if (manager != null) {
            manager.unloadPlugins(); // which stops them as well
        }
    }

    private PluginManager load(Path plugins) {
        PluginManager loaded = new JarPluginManager(plugins);
        manager = loaded;
        loaded.loadPlugins();
        return loaded;
    }

    private static long sum(List<LongSupplier> services) {
        long sum = 0;
        for (LongSupplier service : services) {
            sum += service.getAsLong();
        }
        return sum;
    }
}
