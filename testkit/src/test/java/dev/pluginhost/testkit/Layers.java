package dev.pluginhost.testkit;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;

/** Loads fixtures with the JDK itself. */
final class Layers {

    private Layers() {}

    static ModuleDescriptor describe(String module, Path... path) {
        return ModuleFinder.of(path).find(module).orElseThrow().descriptor();
    }

    /** A layer of one loader with a module and what it requires. */
    static ModuleLayer define(String module, Path... path) {
        Configuration resolved =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(path), ModuleFinder.of(), Set.of(module));
        return ModuleLayer.boot().defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());
    }

    /** Runs the one provider of {@link Runnable} that a module has. */
    static void run(String module, Path... path) {
        providerIn(define(module, path)).run();
    }

    private static Runnable providerIn(ModuleLayer layer) {
        Layers.class.getModule().addUses(Runnable.class); // the test kit's declaration does not have it
        return ServiceLoader.load(layer, Runnable.class).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer)
                .findFirst()
                .orElseThrow()
                .get();
    }

    /** Sources of a module that runs some statements. */
    static PluginSource runnable(String module, String statements) {
        return PluginSource.module(module)
                .declares("provides Runnable with " + module + ".Task;")
                .source(module + ".Task", """
                        public class Task implements Runnable {
                            public void run() { try { %s } catch (Exception e) { throw new RuntimeException(e); } }
                        }
                        """.formatted(statements));
    }
}
