package dev.pluginhost.modules.discovery;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.OpenFiles;
import dev.pluginhost.modules.scan.Source;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A reading of sources for a test. */
public final class Scan {

    private Scan() {}

    /** What is installed for an application that has no modules. */
    public static Discovered of(Source... sources) {
        return of(Set.of(), sources);
    }

    static Discovered of(Set<String> applicationHas, Source... sources) {
        return of(new Discovery(application(applicationHas), () -> {}, IndexStore.none()), sources);
    }

    static Discovered of(Discovery discovery, Source... sources) {
        return Discovered.select(List.of(sources).stream()
                .map(source -> discovery.read(source, 0, false))
                .toList());
    }

    static Discovery discovery(OpenFiles openFiles, IndexStore indexes) {
        return new Discovery(application(Set.of()), openFiles, indexes);
    }

    /** An application that is not on the class path. */
    public static final Application NO_CLASS_PATH =
            Application.ofLayer(ModuleLayer.empty(), ClassLoader.getSystemClassLoader());

    /** An application that has some modules, each in version 3 in a jar of its own. */
    static ApplicationModules application(Set<String> names) {
        Set<ModuleReference> modules = names.stream().map(Scan::module).collect(Collectors.toSet());
        ModuleFinder finder = new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String name) {
                return modules.stream()
                        .filter(module -> module.descriptor().name().equals(name))
                        .findFirst();
            }

            @Override
            public Set<ModuleReference> findAll() {
                return modules;
            }
        };
        return new ApplicationModules(
                Configuration.empty().resolve(finder, ModuleFinder.ofSystem(), names), NO_CLASS_PATH, Set::of);
    }

    private static ModuleReference module(String name) {
        ModuleDescriptor descriptor =
                ModuleDescriptor.newModule(name).version("3").build();
        return new ModuleReference(descriptor, URI.create("file:/app/" + name + ".jar")) {
            @Override
            public ModuleReader open() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
