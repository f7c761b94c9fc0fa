package dev.pluginhost.benchmarks.cold;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The JDK's layers by hand: one for each plugin, with a loader of the JDK's, on top of the layers of those it requires. */
final class LayersContender implements Contender {

    private final Map<String, ModuleReference> references = new HashMap<>();
    private final Map<String, ModuleLayer> layers = new HashMap<>();

    @Override
    public long all(Path plugins) throws Exception {
        find(plugins);
        long sum = 0;
        for (String name : references.keySet()) {
            sum += total(name);
        }
        return sum;
    }

    @Override
    public long one(Path plugins, String name) throws Exception {
        find(plugins);
        return total(name);
    }

    @Override
    public void close() {
        // The JDK's loaders cannot be closed.
    }

    private void find(Path plugins) {
        for (ModuleReference reference : ModuleFinder.of(plugins).findAll()) {
            references.put(reference.descriptor().name(), reference);
        }
    }

    private long total(String name) throws ReflectiveOperationException {
        return Totals.of(layer(name).findModule(name).orElseThrow());
    }

    private ModuleLayer layer(String name) {
        ModuleLayer layer = layers.get(name);
        if (layer == null) {
            layer = define(new Single(Objects.requireNonNull(references.get(name), name)));
            layers.put(name, layer);
        }
        return layer;
    }

    private ModuleLayer define(Single plugin) {
        List<ModuleLayer> parents = new ArrayList<>();
        List<Configuration> configurations = new ArrayList<>();
        parents.add(ModuleLayer.boot());
        configurations.add(ModuleLayer.boot().configuration());
        for (ModuleDescriptor.Requires requires : plugin.reference.descriptor().requires()) {
            if (references.containsKey(requires.name())) {
                ModuleLayer required = layer(requires.name());
                parents.add(required);
                configurations.add(required.configuration());
            }
        }
        Configuration configuration = Configuration.resolve(
                plugin,
                configurations,
                ModuleFinder.of(),
                Set.of(plugin.reference.descriptor().name()));
        return ModuleLayer.defineModulesWithOneLoader(configuration, parents, ClassLoader.getSystemClassLoader())
                .layer();
    }

    /** Finds one plugin alone: what it requires is not to come into its layer. */
    private record Single(ModuleReference reference) implements ModuleFinder {

        @Override
        public Optional<ModuleReference> find(String name) {
            return reference.descriptor().name().equals(name) ? Optional.of(reference) : Optional.empty();
        }

        @Override
        public Set<ModuleReference> findAll() {
            return Set.of(reference);
        }
    }
}
