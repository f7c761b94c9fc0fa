package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.scan.Source;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A development file")
class DevelopmentFileTest {

    @TempDir
    Path temp;

    @Test
    @DisplayName("names plugins and their parts, relative to itself")
    void parts() throws IOException {
        Path jar = temp.resolve("elsewhere/lib.jar");
        Path file = Files.writeString(
                temp.resolve("dev.properties"),
                "\ufeff# a comment, after what editors on Windows begin with\nacme.ä = classes" + File.pathSeparator
                        + " r\u00e9sources " + File.pathSeparator + jar + File.pathSeparator + "\nacme.b=x.jar\n");
        assertEquals(
                Map.of(
                        "acme.ä",
                        Source.ofParts("acme.ä", List.of(temp.resolve("classes"), temp.resolve("r\u00e9sources"), jar)),
                        "acme.b",
                        Source.ofParts("acme.b", List.of(temp.resolve("x.jar")))),
                DevelopmentFile.read(file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.a=", "acme.a= : ", "no\\ name=x", "acme.a=\\u00", "acme.a=\\u0000"})
    @DisplayName("that is wrong is refused, and named")
    void wrong(String text) throws IOException {
        Path file = Files.writeString(temp.resolve("dev.properties"), text.replace(":", File.pathSeparator));
        refused(file.toString(), file.toString());
    }

    @Test
    @DisplayName("that is missing, a directory, or not in UTF-8 is refused, and named")
    void unreadable() throws IOException {
        Path file = temp.resolve("dev.properties");
        assertTrue(refused(file.toString(), file.toString()).contains("is not there"));
        refused(temp.toString(), temp.toString());
        Files.write(file, new byte[] {'a', '=', (byte) 0xE4});
        assertTrue(refused(file.toString(), file.toString()).contains("UTF-8"));
        refused("", "Development file");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertTrue(refused(file.toString(), file.toString()).contains("1048576 bytes"));
    }

    private static String refused(String path, String part) {
        String message = assertThrows(IllegalArgumentException.class, () -> DevelopmentFile.read(path))
                .getMessage();
        assertTrue(message.contains(part) && message.contains("; "), message);
        return message;
    }
}
