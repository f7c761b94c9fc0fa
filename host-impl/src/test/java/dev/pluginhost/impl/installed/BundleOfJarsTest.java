package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bundle of published jars")
class BundleOfJarsTest extends HostFixture {

    private static Set<String> layer(ImportedModule plugin) {
        return plugin.module().getLayer().modules().stream()
                .map(Module::getName)
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("has its jar with native libraries in the layer, though nothing requires it")
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
        assertTrue(host.check().stream().noneMatch(problem -> problem.reason() == Reason.UNUSED));
        assertEquals(Set.of("org.lwjgl", "org.lwjgl.natives"), layer(host.importModule("org.lwjgl")));
    }

    @Test
    @DisplayName("is known by its only root, though the directory is named after what that requires")
    void root() {
        PluginSource rhino = PluginSource.module("rhino").source("rhino.R", "public class R {}");
        PluginSource engine = PluginSource.module("rhino.engine")
                .source("rhino.engine.E", "class E {}")
                .requires("rhino");
        Bundle.of(engine, rhino).in(plugins, "rhino");
        assertEquals(Set.of("rhino", "rhino.engine"), layer(host().importModule("rhino.engine")));
    }

    @Test
    @DisplayName("works with one of two jars that cannot be together, if nothing needs the other")
    void conflict() {
        PluginSource y = PluginSource.module("acme.y")
                .source("com.same.C", "public class C {}")
                .declares("exports com.same;");
        Path x = PluginSource.module("acme.x")
                .source("com.same.C", "public class C {}")
                .jar(plugins.resolve(".elsewhere"));
        Bundle.of(plugin("acme.a").requires("acme.y"), y).with(x).in(plugins, "acme");
        assertEquals(Set.of("acme.a", "acme.y"), layer(host().importModule("acme.a")));
    }
}
