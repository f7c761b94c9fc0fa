package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {

    @TempDir
    Path directory;

    private Path jar;

    @BeforeEach
    void makeJar() {
        jar = Layers.runnable("acme.core", "").jar(directory);
    }

    @Test
    @DisplayName("Half a jar is no jar")
    void half() {
        refusedByTheJdk(Damage.truncate(jar));
    }

    @Test
    @DisplayName("An empty file is no jar")
    void empty() throws Exception {
        Path empty = Damage.emptyFile(directory, "empty.jar");

        assertEquals(0, Files.size(empty));
        refusedByTheJdk(empty);
    }

    @Test
    @DisplayName("A page that says 404 is no jar")
    void page() {
        refusedByTheJdk(Damage.notAZip(directory, "missing.jar"));
    }

    @Test
    @DisplayName("A garbled declaration cannot be read")
    void garbled() {
        refusedByTheJdk(Damage.garble(jar, "module-info.class"));
    }

    @Test
    @DisplayName("A declaration of a newer release cannot be read")
    void newerDeclaration() {
        refusedByTheJdk(Damage.newerClassFile(jar, "module-info.class", 999));
    }

    @Test
    @DisplayName("A class of a newer release cannot be loaded")
    void newerClass() {
        Damage.newerClassFile(jar, "acme/core/Task.class", 999);

        Throwable failure = assertThrows(Throwable.class, () -> Layers.run("acme.core", jar));

        assertTrue(
                failure.toString().contains("999")
                        || String.valueOf(failure.getCause()).contains("999"),
                failure::toString);
    }

    @Test
    @DisplayName("A class in the root package makes a jar no module")
    void rootPackage() {
        Path plain = PluginSource.automatic("legacy").jar(directory.resolve("plain"));

        refusedByTheJdk(Damage.classInRootPackage(plain));
    }

    @Test
    @DisplayName("There must be something to damage")
    void nothing() {
        assertThrows(IllegalArgumentException.class, () -> Damage.garble(jar, "acme/core/Nothing.class"));
    }

    private static void refusedByTheJdk(Path artifact) {
        assertThrows(FindException.class, () -> ModuleFinder.of(artifact).findAll());
    }
}
