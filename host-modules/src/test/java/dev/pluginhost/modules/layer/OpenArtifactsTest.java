package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenArtifactsTest {

    @TempDir
    Path directory;

    private static PluginSource plugin() {
        return PluginSource.module("acme.x").resource("acme/x.txt", "one").version("1");
    }

    private Candidate bundleOfThree() {
        Path bundle = Bundle.of(plugin(), PluginSource.module("acme.a"), PluginSource.module("acme.b"))
                .in(directory, "x");
        return Layers.bundle(bundle, "acme.x");
    }

    @Test
    @DisplayName("Each jar is opened once and closing closes them all")
    void openedOnce() throws IOException {
        assumeTrue(OpenFiles.canBeCounted());
        OpenArtifacts artifacts = OpenArtifacts.open(bundleOfThree(), Layers.unlimited(), false);

        assertEquals(3, OpenFiles.below(directory));
        artifacts.close();
        assertEquals(0, OpenFiles.below(directory));
    }

    @Test
    @DisplayName("Closing may be repeated")
    void repeated() throws IOException {
        OpenArtifacts artifacts = OpenArtifacts.open(bundleOfThree(), Layers.unlimited(), false);

        artifacts.close();
        artifacts.close();
    }

    @Test
    @DisplayName("A module that cannot be opened leaves none open")
    void noneLeft() throws IOException {
        assumeTrue(OpenFiles.canBeCounted());
        Candidate candidate = bundleOfThree();
        ModuleArtifact last = candidate.libraries().get(1);
        Path broken = Damage.notAZip(directory, "broken.jar");
        ModuleArtifact damaged =
                new ModuleArtifact(last.descriptor(), broken, false, Fingerprint.of(broken), Contents.ofJar(broken));
        Candidate partlyBroken =
                new Candidate(candidate.plugin(), List.of(candidate.libraries().get(0), damaged), directory);

        IOException failure =
                assertThrows(IOException.class, () -> OpenArtifacts.open(partlyBroken, Layers.unlimited(), false));

        assertTrue(failure.getMessage().startsWith(broken + " cannot be read as a jar: "), failure::getMessage);
        assertEquals(0, OpenFiles.below(directory));
    }

    @Test
    @DisplayName("A file that was written to since its discovery is not opened")
    void writtenTo() throws IOException {
        Path jar = plugin().jar(directory);
        Candidate discovered = Layers.candidate(jar);
        Files.write(jar, plugin().resource("more.txt", "more").bytes());

        ChangedArtifactException failure = assertThrows(
                ChangedArtifactException.class, () -> OpenArtifacts.open(discovered, Layers.unlimited(), false));

        String message = failure.getMessage();
        assertTrue(message.startsWith(jar + " of module acme.x has changed since it was discovered (was "), message);
        assertTrue(message.contains(discovered.plugin().fingerprint().size() + " bytes"), message);
        assertTrue(message.contains(Files.size(jar) + " bytes"), message);
    }

    @Test
    @DisplayName("A file that was replaced by one of the same size and time is not opened")
    void replaced() throws IOException {
        Path jar = plugin().jar(directory);
        assumeTrue(Fingerprint.of(jar).key() != null);
        Candidate discovered = Layers.candidate(jar);
        Path replacement = Files.copy(jar, directory.resolve("other.jar"));
        Files.setLastModifiedTime(replacement, discovered.plugin().fingerprint().modified());
        Files.move(replacement, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        ChangedArtifactException failure = assertThrows(
                ChangedArtifactException.class, () -> OpenArtifacts.open(discovered, Layers.unlimited(), false));

        assertTrue(failure.getMessage().contains("same size and time, but another file"), failure::getMessage);
    }

    @Test
    @DisplayName("A file that is gone is said to be gone")
    void gone() throws IOException {
        Path jar = plugin().jar(directory);
        Candidate discovered = Layers.candidate(jar);
        Files.delete(jar);

        ChangedArtifactException failure = assertThrows(
                ChangedArtifactException.class, () -> OpenArtifacts.open(discovered, Layers.unlimited(), false));

        assertTrue(failure.getMessage().contains("is gone since it was discovered"), failure::getMessage);
    }

    @Test
    @DisplayName("An exploded module whose declaration changed is not opened")
    void declarationChanged() throws IOException {
        Path module = plugin().explodedIn(directory);
        Candidate discovered = Layers.candidate(module);
        plugin().version("2").requires("java.sql").explodedIn(directory);

        assertThrows(ChangedArtifactException.class, () -> OpenArtifacts.open(discovered, Layers.unlimited(), false));
    }

    @Test
    @DisplayName("What is closed says so instead of reading")
    void closed() throws IOException {
        Path jar = plugin().jar(directory);
        OpenArtifacts artifacts = OpenArtifacts.open(Layers.candidate(jar), Layers.unlimited(), false);
        OpenModule module = artifacts.modules.get(0);
        assertNotNull(module.classFile("module-info.class"));
        artifacts.close();

        for (IOException failure : List.of(
                assertThrows(IOException.class, () -> module.classFile("module-info.class")),
                assertThrows(IOException.class, () -> module.open("acme/x.txt")),
                assertThrows(IOException.class, () -> module.url("acme/x.txt")))) {
            assertEquals("plugin acme.x is closed; nothing more can be read from " + jar, failure.getMessage());
        }
    }

    @Test
    @DisplayName("It finds and reads what the JDK's reader does")
    void reader() throws IOException {
        Path jar = plugin().multiRelease(11, "acme.x.C", "class C {}")
                .source("acme.x.C", "class C { int old; }")
                .jar(directory);
        Path exploded = plugin().source("acme.x.C", "class C {}").explodedIn(directory);
        for (Path file : List.of(jar, exploded)) {
            try (var theirs = java.lang.module.ModuleFinder.of(file)
                            .find("acme.x")
                            .orElseThrow()
                            .open();
                    OpenArtifacts artifacts = OpenArtifacts.open(Layers.candidate(file), Layers.unlimited(), false)) {
                OpenModule ours = artifacts.modules.get(0);
                for (String name : theirs.list().toList()) {
                    assertEquals(theirs.find(name).orElseThrow().toURL(), ours.url(name));
                    if (!name.endsWith("/")) {
                        assertArrayEquals(
                                theirs.open(name).orElseThrow().readAllBytes(),
                                ours.open(name).readAllBytes());
                    }
                }
                assertNull(ours.url("no/such.txt"));
                assertNull(ours.classFile("no/such.class"));
            }
        }
    }
}
