package dev.pluginhost.impl.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The contents of a jar")
class ContentsTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("are the same each time it is opened")
    void same() throws IOException {
        Path jar = jar("one", "text.txt", "1");
        assertEquals(contents(jar), contents(jar));
    }

    @Test
    @DisplayName("differ where an entry has other bytes, though as many")
    void otherBytes() throws IOException {
        assertNotEquals(contents(jar("one", "text.txt", "1")), contents(jar("two", "text.txt", "2")));
    }

    @Test
    @DisplayName("differ where an entry has another name")
    void otherName() throws IOException {
        assertNotEquals(contents(jar("one", "text.txt", "1")), contents(jar("two", "next.txt", "1")));
    }

    private Path jar(String place, String name, String text) {
        return PluginSource.module("acme").resource(name, text).jar(directory.resolve(place));
    }

    private static Contents contents(Path jar) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            return Contents.of(open);
        }
    }
}
