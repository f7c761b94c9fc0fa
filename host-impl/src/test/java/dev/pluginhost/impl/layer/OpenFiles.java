package dev.pluginhost.impl.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Counts the descriptors that this process has open on a file, where the system tells. */
final class OpenFiles {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenFiles() {}

    static boolean canBeCounted() {
        return Files.isDirectory(DESCRIPTORS);
    }

    /** How many descriptors are open on files below a directory, deleted ones included. */
    static long below(Path directory) throws IOException {
        String prefix = directory.toRealPath() + "/";
        List<Path> descriptors;
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            descriptors = links.toList();
        }
        long count = 0;
        for (Path descriptor : descriptors) {
            try {
                if (Files.readSymbolicLink(descriptor).toString().startsWith(prefix)) {
                    count++;
                }
            } catch (IOException e) {
                // closed meanwhile, as the one that listed the directory is
            }
        }
        return count;
    }
}
