package dev.pluginhost.impl.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
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
}
