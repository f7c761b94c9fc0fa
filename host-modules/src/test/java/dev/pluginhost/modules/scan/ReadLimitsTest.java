package dev.pluginhost.modules.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stream of which a limited number of bytes is read")
class ReadLimitsTest {

    @ParameterizedTest
    @DisplayName("is read to its end, whatever size its jar gives")
    @ValueSource(longs = {-1, 0, 1, 9_999, 10_000, 10_001, Long.MAX_VALUE})
    void wrongSizes(long expected) throws IOException {
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        assertArrayEquals(bytes, ReadLimits.classFile(new ByteArrayInputStream(bytes), "a.class", expected));
    }

    @ParameterizedTest
    @DisplayName("is not read if its jar has too many entries")
    @ValueSource(ints = {0, 1})
    void manyEntries(int beyond, @TempDir Path temp) throws IOException {
        Path jar = temp.resolve("a.jar");
        new JarOutputStream(Files.newOutputStream(jar)).close();
        try (ZipFile zip = new ZipFile(jar.toFile()) {
            @Override
            public int size() {
                return ReadLimits.ENTRIES + beyond;
            }
        }) {
            String exceeded = ReadLimits.exceeded(jar, zip, new Layout());
            assertEquals(beyond == 0 ? null : "it has 500001 entries, and no more than 500000 are read", exceeded);
        }
    }
}
