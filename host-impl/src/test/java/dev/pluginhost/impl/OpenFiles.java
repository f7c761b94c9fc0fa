package dev.pluginhost.impl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The files that this process has open, where the system tells. */
final class OpenFiles {

    private OpenFiles() {}

    static boolean has(Path file) throws IOException {
        Path handles = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(handles), "no list of open files here");
        Path real = file.toRealPath();
        try (Stream<Path> open = Files.list(handles)) {
            return open.anyMatch(handle -> {
                try {
                    return Files.readSymbolicLink(handle).equals(real);
                } catch (IOException e) {
                    return false; // closed meanwhile
                }
            });
        }
    }
}
