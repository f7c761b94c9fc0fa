package dev.pluginhost.benchmarks.cold;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One layer of the JDK's with one loader, in which all plugins are together. */
final class OneLayerContender implements Contender {

    /** Holds the one until the end. */
    private final List<ModuleLayer> layers = new ArrayList<>();

    @Override
    public long all(Path plugins) throws Exception {
        ModuleFinder finder = ModuleFinder.of(plugins);
        Set<String> names = new HashSet<>();
        for (ModuleReference reference : finder.findAll()) {
            names.add(reference.descriptor().name());
        }
        long sum = 0;
        for (Module module : define(finder, names).modules()) {
            sum += Totals.of(module);
        }
        return sum;
    }

    @Override
    public long one(Path plugins, String name) throws Exception {
        ModuleLayer defined = define(ModuleFinder.of(plugins), Set.of(name));
        return Totals.of(defined.findModule(name).orElseThrow());
    }

    @Override
    public void close() {
        layers.clear(); // the JDK's loader cannot be closed
    }

    private ModuleLayer define(ModuleFinder finder, Set<String> names) {
        Configuration configuration = ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), names);
        ModuleLayer defined =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader());
        layers.add(defined);
        return defined;
    }
}
