package dev.pluginhost.benchmarks.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for the time of a run, deleted with all that is in it when it is closed.
 *
 * @param path where it is
 */
public record Scratch(Path path) implements Closeable {

    /** Makes an empty one. */
    public static Scratch make() throws IOException {
        return new Scratch(Files.createTempDirectory("benchmark"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
