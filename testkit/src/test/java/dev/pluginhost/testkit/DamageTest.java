package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
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
    void half_a_jar_is_no_jar() {
        refusedByTheJdk(Damage.truncate(jar));
    }

    @Test
    void an_empty_file_is_no_jar() throws Exception {
        Path empty = Damage.emptyFile(directory, "empty.jar");

        assertEquals(0, Files.size(empty));
        refusedByTheJdk(empty);
    }

    @Test
    void a_page_that_says_404_is_no_jar() {
        refusedByTheJdk(Damage.notAZip(directory, "missing.jar"));
    }

    @Test
    void a_garbled_declaration_cannot_be_read() {
        refusedByTheJdk(Damage.garble(jar, "module-info.class"));
    }

    @Test
    void a_declaration_of_a_newer_release_cannot_be_read() {
        refusedByTheJdk(Damage.newerClassFile(jar, "module-info.class", 999));
    }

    @Test
    void a_class_of_a_newer_release_cannot_be_loaded() {
        Damage.newerClassFile(jar, "acme/core/Task.class", 999);

        Throwable failure = assertThrows(Throwable.class, () -> Layers.run("acme.core", jar));

        assertTrue(
                failure.toString().contains("999")
                        || String.valueOf(failure.getCause()).contains("999"),
                failure::toString);
    }

    @Test
    void a_class_in_the_root_package_makes_a_jar_no_module() {
        Path plain = PluginSource.automatic("legacy").jar(directory.resolve("plain"));

        refusedByTheJdk(Damage.classInRootPackage(plain));
    }

    @Test
    void there_must_be_something_to_damage() {
        assertThrows(IllegalArgumentException.class, () -> Damage.garble(jar, "acme/core/Nothing.class"));
    }

    private static void refusedByTheJdk(Path artifact) {
        assertThrows(FindException.class, () -> ModuleFinder.of(artifact).findAll());
    }
}
