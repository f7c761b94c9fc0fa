package dev.pluginhost.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The files that this process has open, deleted ones included, where the system tells; elsewhere the test is left out. */
public final class OpenFiles {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** Whether a file is open. */
    public static boolean has(Path file) throws IOException {
        String real = file.toRealPath().toString();
        return count(open -> open.equals(real)) > 0;
    }

    /** How many descriptors are open on files below a directory. */
    public static long below(Path directory) throws IOException {
        String prefix = directory.toRealPath() + "/";
        return count(open -> open.startsWith(prefix));
    }

    /** Whether the system tells. */
    public static boolean canBeCounted() {
        return Files.isDirectory(DESCRIPTORS);
    }

    private static long count(Predicate<String> meant) throws IOException {
        Assumptions.assumeTrue(canBeCounted(), "no list of open files here");
        List<Path> descriptors;
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            descriptors = links.toList();
        }
        long count = 0;
        for (Path descriptor : descriptors) {
            try {
                if (meant.test(Files.readSymbolicLink(descriptor).toString())) {
                    count++;
                }
            } catch (IOException e) {
                // closed meanwhile, as the one that listed the directory is
            }
        }
        return count;
    }
}
