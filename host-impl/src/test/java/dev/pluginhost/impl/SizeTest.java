package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in the directory of host-impl, as the build does. */
@DisplayName("The code is small enough to be lived in")
class SizeTest {

    private static final int MOST_LINES = 16_000;
    private static final int MOST_FILES = 140;
    private static final int MOST_LINES_OF_FILE = 450;
    private static final int MOST_LINES_OF_PACKAGE = 1_500;

    @Test
    @DisplayName("as a whole, in lines and files")
    void ofTheHost() {
        Map<Path, Integer> lines = lines("host-impl");
        int all = lines.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(all <= MOST_LINES, () -> all + " lines in host-impl");
        assertTrue(lines.size() <= MOST_FILES, () -> lines.size() + " files in host-impl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-impl", "host-modules"})
    @DisplayName("in each file and package; class loading is one thing, and larger")
    void ofEach(String module) {
        Map<Path, Integer> lines = lines(module);
        Map<Path, Integer> packages = new TreeMap<>();
        lines.forEach((file, count) -> packages.merge(file.getParent(), count, Integer::sum));
        packages.remove(sources(module).resolve("dev/pluginhost/modules/layer"));
        assertEquals(List.of(), larger(lines, MOST_LINES_OF_FILE));
        assertEquals(List.of(), larger(packages, MOST_LINES_OF_PACKAGE));
    }

    private static List<String> larger(Map<Path, Integer> lines, int most) {
        return lines.entrySet().stream()
                .filter(entry -> entry.getValue() > most)
                .map(entry -> entry.getKey() + " has " + entry.getValue() + " lines")
                .toList();
    }

    private static Path sources(String module) {
        return Path.of("..", module, "src", "main", "java");
    }

    private static Map<Path, Integer> lines(String module) {
        Map<Path, Integer> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources(module))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> lines.put(file, linesOf(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertTrue(
                lines.size() > 1, () -> "There is no code in " + sources(module).toAbsolutePath());
        return lines;
    }

    private static int linesOf(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return (int) lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
