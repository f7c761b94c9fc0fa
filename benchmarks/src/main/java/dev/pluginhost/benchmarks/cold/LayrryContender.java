package dev.pluginhost.benchmarks.cold;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.moditect.layrry.LayerBuilder;
import org.moditect.layrry.Layers;
import org.moditect.layrry.LayersBuilder;
import org.moditect.layrry.Resolvers;

/**
 * Layrry with a layer for each plugin, whose parents are the layers of those it requires, and one for the application above.
 * Modules are named by Maven coordinates, and found in flat local repositories: the directories that they are in.
 */
final class LayrryContender implements Contender {

    private static final String FLAT = "flat";

    private final Map<String, ModuleDescriptor> descriptors = new HashMap<>();
    private final Set<String> layers = new HashSet<>();
    private final LayersBuilder builder = Layers.builder();
    private @Nullable LayerBuilder last;

    @Override
    public long all(Path plugins) {
        find(plugins);
        return run(plugins, descriptors.keySet());
    }

    @Override
    public long one(Path plugins, String name) {
        find(plugins);
        return run(plugins, List.of(name));
    }

    @Override
    public void close() {
        // Layers that run cannot be closed.
    }

    private void find(Path plugins) {
        for (ModuleReference reference : ModuleFinder.of(plugins).findAll()) {
            descriptors.put(reference.descriptor().name(), reference.descriptor());
        }
    }

    private long run(Path plugins, Collection<String> names) {
        for (String name : names) {
            add(name);
        }
        LayerBuilder application = next(LayrryApplication.MODULE, LayrryApplication.VERSION);
        for (String name : names) {
            application.withParent(name);
        }
        builder.resolve(Resolvers.local()
                .withLocalRepo("plugins", plugins, FLAT)
                .withLocalRepo("application", LayrryApplication.directory(plugins), FLAT));
        builder.resolve(Resolvers.remote().enabled(false));
        application.build().run(LayrryApplication.MAIN);
        return Long.parseLong(System.getProperty(LayrryApplication.SUM));
    }

    /** Layers come after their parents. */
    private void add(String name) {
        ModuleDescriptor descriptor = descriptors.get(name);
        if (descriptor == null || !layers.add(name)) {
            return;
        }
        for (ModuleDescriptor.Requires requires : descriptor.requires()) {
            add(requires.name());
        }
        LayerBuilder layer = next(name, descriptor.rawVersion().orElseThrow());
        for (ModuleDescriptor.Requires requires : descriptor.requires()) {
            if (descriptors.containsKey(requires.name())) {
                layer.withParent(requires.name());
            }
        }
    }

    private LayerBuilder next(String module, String version) {
        LayerBuilder next = (last == null ? builder.layer(module) : last.layer(module));
        last = next;
        return next.withModule("benchmark:" + module + ":" + version);
    }
}
