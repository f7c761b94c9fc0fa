package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bundle of published jars")
class BundleOfJarsTest extends HostFixture {

    private static Object unnamed(ImportedModule plugin, String type) throws ClassNotFoundException {
        return plugin.loadClass(type).getClassLoader().getUnnamedModule();
    }

    @Test
    @DisplayName("has its jar with native libraries, though nothing requires it")
    void natives() throws Exception {
        PluginSource main = PluginSource.module("org.lwjgl").source("org.lwjgl.Main", "public class Main {}");
        PluginSource natives = PluginSource.module("org.lwjgl.natives")
                .source("org.lwjgl.natives.N", "class N {}")
                .requires("org.lwjgl");
        Path bundle = Bundle.of(main, natives).in(plugins, "lwjgl-3.3.3");
        List<Path> jars;
        try (var files = Files.list(bundle)) {
            jars = files.sorted().toList();
        }
        for (Path jar : jars) {
            boolean isNatives = jar.getFileName().toString().contains("natives");
            Files.move(jar, bundle.resolve(isNatives ? "lwjgl-3.3.3-natives-linux.jar" : "lwjgl-3.3.3.jar"));
        }
        PluginHost host = host();
        assertTrue(host.check().stream().noneMatch(problem -> problem.subject().equals("org.lwjgl.natives")));
        ImportedModule plugin = host.importModule("org.lwjgl");
        assertEquals(
                unnamed(plugin, "org.lwjgl.Main"),
                plugin.module()
                        .getClassLoader()
                        .loadClass("org.lwjgl.natives.N")
                        .getModule());
    }

    @Test
    @DisplayName("is known by its only root, though the directory is named after what that requires")
    void root() throws Exception {
        PluginSource rhino = PluginSource.module("rhino").source("rhino.R", "public class R {}");
        PluginSource engine = PluginSource.module("rhino.engine")
                .source("rhino.engine.E", "class E {}")
                .requires("rhino");
        Bundle.of(engine, rhino).in(plugins, "rhino");
        ImportedModule plugin = host().importModule("rhino.engine");
        assertEquals(
                unnamed(plugin, "rhino.engine.E"),
                plugin.module().getClassLoader().loadClass("rhino.R").getModule());
    }
}
