package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.testkit.PluginSource;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application with layers of its own")
class ApplicationLayerTest {

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void nameDirectories() {
        plugins = directory.resolve("plugins");
    }

    @Test
    @DisplayName("makes the modules of its layer visible to plugins")
    void apiInChildLayer() throws ClassNotFoundException {
        Path api = greetingApi();
        Hello.provides("acme.api.Greeting", api).jar(plugins);
        ModuleLayer layer = childLayer(api);

        try (PluginHost host =
                PluginHost.builder().plugins(plugins).applicationLayer(layer).build()) {
            ImportedModule hello = host.importModule(Hello.NAME);

            Class<?> service = layer.findLoader("acme.api").loadClass("acme.api.Greeting");
            assertEquals(1, hello.services(service).size());
            assertTrue(hello.module().canRead(layer.findModule("acme.api").orElseThrow()));
            assertSame(
                    layer.findModule("acme.api").orElseThrow(),
                    hello.services(service).get(0).getClass().getInterfaces()[0].getModule());
        }
    }

    @Test
    @DisplayName("makes no module of another layer visible")
    void apiInAnotherLayer() {
        Hello.provides("acme.api.Greeting", greetingApi()).jar(plugins);

        try (PluginHost host = PluginHost.builder().plugins(plugins).build()) {
            PluginException failure = assertThrows(PluginException.class, () -> host.importModule(Hello.NAME));

            assertEquals(Reason.MISSING, failure.reason());
            String message = failure.getMessage();
            assertTrue(message.startsWith("Module acme.api not found, required by acme.hello ("), message);
        }
    }

    @Test
    @DisplayName("may have the host in a layer, whose modules plugins then see")
    void hostInChildLayer() {
        Path application = Application.onModulePath(directory);
        Hello.provides("acme.app.Greeter", application).jar(plugins);
        Path launcher = Application.compile(
                directory.resolve("launcher"), List.of(), Map.of("acme/launcher/Launcher.java", """
                        package acme.launcher;

                        import java.io.File;
                        import java.lang.module.Configuration;
                        import java.lang.module.ModuleFinder;
                        import java.nio.file.Path;
                        import java.util.Set;
                        import java.util.stream.Stream;

                        public class Launcher {
                            public static void main(String[] args) throws Exception {
                                ModuleFinder modules = ModuleFinder.of(Stream.of(args[0].split(File.pathSeparator))
                                        .map(Path::of)
                                        .toArray(Path[]::new));
                                ModuleLayer boot = ModuleLayer.boot();
                                Configuration configuration = boot.configuration()
                                        .resolveAndBind(modules, ModuleFinder.of(), Set.of("acme.app"));
                                boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
                                        .findLoader("acme.app")
                                        .loadClass("acme.app.Main")
                                        .getMethod("main", String[].class)
                                        .invoke(null, (Object) new String[] {args[1], args[2]});
                            }
                        }
                        """));

        Run run = Run.java(
                "--class-path",
                launcher,
                "acme.launcher.Launcher",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                plugins,
                Hello.NAME);

        assertEquals("Hello", run.succeeded());
    }

    private Path greetingApi() {
        return PluginSource.module("acme.api")
                .exports("acme.api")
                .source("package acme.api; public interface Greeting { String greet(); }")
                .jar(directory);
    }

    private static ModuleLayer childLayer(Path api) {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(api), ModuleFinder.of(), Set.of("acme.api"));
        return boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader());
    }
}
