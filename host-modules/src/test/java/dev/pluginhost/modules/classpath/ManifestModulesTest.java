package dev.pluginhost.modules.classpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The manifest of an application on the class path")
class ManifestModulesTest {

    @TempDir
    Path directory;

    private Map<String, ModuleDescriptor> declared(String text) throws IOException {
        Path jar = PluginSource.automatic("acme.app")
                .manifest("PluginHost-Modules", text)
                .source("acme.app.Type", "public class Type {}")
                .jar(directory, "app.jar");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            return ManifestModules.of(loader);
        }
    }

    @Test
    @DisplayName("declares modules with versions, packages, and what they pass on")
    void declares() throws IOException {
        ModuleDescriptor api = ModuleDescriptor.newModule("acme.api")
                .version("1.5")
                .requires(Set.of(Requires.Modifier.TRANSITIVE), "java.logging")
                .requires(Set.of(Requires.Modifier.TRANSITIVE), "acme.model")
                .exports("acme.api")
                .exports("acme.api.spi")
                .build();
        ModuleDescriptor model =
                ModuleDescriptor.newModule("acme.model").exports("acme.model").build();

        assertEquals(
                Map.of("acme.api", api, "acme.model", model),
                declared("acme.api@1.5 requires java.logging, transitive acme.model exports acme.api,acme.api.spi ;"
                        + "  acme.model exports acme.model;"));
    }

    @Test
    @DisplayName("declares nothing if there is none, or no attribute")
    void nothing() throws IOException {
        assertEquals(Map.of(), ManifestModules.of(ClassLoader.getPlatformClassLoader()));
        assertEquals(Map.of(), declared(" "));
    }

    @Test
    @DisplayName("is refused with the text that is wrong, and with how to write it")
    void refused() {
        for (String wrong : new String[] {
            "acme.api",
            "acme.api acme.api",
            "acme.api requires java.sql",
            "acme.api@ exports acme.api",
            "1acme exports a",
            "acme.api exports acme.api, acme.api",
            "acme.api requires java.sql java.sql exports acme.api",
            "acme.ok exports acme.other"
        }) {
            String message = assertThrows(IllegalStateException.class, () -> declared("acme.ok exports acme; " + wrong))
                    .getMessage();
            assertTrue(message.contains("PluginHost-Modules of "), message);
            assertTrue(message.contains("has \"" + wrong + "\": "), message);
            assertTrue(message.contains("; write it as in \"acme.api@1.5 requires"), message);
        }
    }
}
