package dev.pluginhost.testkit.leaks;

import dev.pluginhost.testkit.PluginSource;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/** Plugins in layers of their own. */
final class Plugin {

    private Plugin() {}

    /** Sources of a module {@code acme.weather} with one class, a {@link Runnable}. */
    static PluginSource running(String statements) {
        return declaring("public void run() { " + statements + " }");
    }

    static PluginSource declaring(String members) {
        return PluginSource.module("acme.weather").exports("acme.weather").source("acme.weather.Task", """
                        public class Task implements Runnable {
                            %s
                        }
                        """.formatted(
                        members));
    }

    /** Loads {@code acme.weather.Task}, makes one, and lets the test do something with it. */
    static Gone use(Path jar, Consumer<Runnable> use) {
        ModuleLayer layer = define(jar);
        try {
            use.accept((Runnable) layer.findLoader("acme.weather")
                    .loadClass("acme.weather.Task")
                    .getConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
        return Gone.of(layer.findModule("acme.weather").orElseThrow());
    }

    static ModuleLayer define(Path jar) {
        Configuration resolved = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(jar), ModuleFinder.of(), Set.of("acme.weather"));
        return ModuleLayer.boot().defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());
    }
}
