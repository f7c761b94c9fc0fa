package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.modules.check.Inspection;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A look at the classes of plugins")
class InspectionTest extends HostFixture {

    private static final String TYPE = "shared.Type";

    private static PluginSource library(String name) {
        return PluginSource.module(name).source(TYPE, "public class Type {}");
    }

    @Test
    @DisplayName("keeps a few jars open, however many plugins are looked at, and none when it is over")
    void openJars() throws Exception {
        for (int i = 0; i < 80; i++) {
            PluginSource.module("m" + i)
                    .source("m" + i + ".Some", "class Some {}")
                    .jar(plugins);
        }
        PluginHost host = host();
        try (Inspection inspection = Inspection.of(host, Runtime.version())) {
            for (String name : inspection.names()) {
                assertFalse(inspection.plugin(name).classes().isEmpty());
            }
            assertTrue(OpenFiles.below(plugins) <= 64);
            assertEquals(80, inspection.names().size());
            assertTrue(inspection.plugin("m0").classes().get(0).bytes().length > 0, "read again");
        }
        assertEquals(0, OpenFiles.below(plugins));
    }

    @Test
    @DisplayName("finds a class in the library from which the plugin gets it: one that declares the package goes first")
    void declaredPackage(@TempDir Path directory) throws Exception {
        Path declared = library("lib.b").jar(directory);
        Path undeclared = directory.resolve("lib.a.jar");
        Path classes =
                PluginSource.module("lib.a").source("lib.a.Own", "class Own {}").explodedIn(directory);
        int made = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--file",
                        undeclared.toString(),
                        "-C",
                        classes.toString(),
                        ".");
        assertEquals(0, made);
        String entry = TYPE.replace('.', '/') + ".class";
        try (FileSystem from = FileSystems.newFileSystem(declared, Map.of());
                FileSystem to = FileSystems.newFileSystem(undeclared, Map.of())) {
            Files.createDirectory(to.getPath("shared"));
            Files.copy(from.getPath(entry), to.getPath(entry));
        }
        Bundle.of(PluginSource.module("acme.x").source("acme.x.Main", "class Main {}"))
                .with(undeclared, declared)
                .in(plugins, "acme.x");
        PluginHost host = host();

        Class<?> loaded = host.importModule("acme.x").module().getClassLoader().loadClass(TYPE);
        URI location =
                loaded.getProtectionDomain().getCodeSource().getLocation().toURI();
        assertTrue(location.getPath().endsWith("/lib.b.jar"), location::toString);
        try (Inspection inspection = Inspection.of(host, Runtime.version())) {
            FoundClass any = inspection.plugin("acme.x").classes().get(0);
            FoundClass found = any.find(TYPE.replace('.', '/'));
            assertEquals("lib.b.jar", found == null ? "" : found.artifact());
        }
    }
}
