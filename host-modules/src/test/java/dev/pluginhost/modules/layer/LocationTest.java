package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The location of a module")
class LocationTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"plain-1.0_b.jar", "with a space.jar", "50%.jar", "a#b.jar", "a+b.jar", "ä.jar", "~.jar"})
    @DisplayName("is the URI that the JDK makes of a jar's path, whatever its name")
    void jar(String name) throws IOException {
        Path jar = Files.createFile(directory.resolve(name));
        assertEquals(jar.toUri(), OpenModule.location(artifact(jar, jar, false)));
    }

    @Test
    @DisplayName("is that of the working directory where the path is relative")
    void relative() throws IOException {
        Path jar = Files.createFile(directory.resolve("a.jar"));
        Path relative = Path.of("").toAbsolutePath().relativize(jar.toAbsolutePath());
        assertEquals(relative.toUri(), OpenModule.location(artifact(relative, jar, false)));
    }

    @Test
    @DisplayName("ends with a slash if it is exploded")
    void exploded() throws IOException {
        assertEquals(directory.toUri(), OpenModule.location(artifact(directory, directory, true)));
    }

    private static ModuleArtifact artifact(Path file, Path there, boolean exploded) throws IOException {
        return new ModuleArtifact(ModuleDescriptor.newModule("acme").build(), file, exploded, Fingerprint.of(there), 0);
    }
}
