package dev.pluginhost.benchmarks.scale;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM holds on to, garbage left out.
 *
 * @param heap bytes of objects
 * @param metaspace bytes that the system has given for classes
 * @param files how many files and sockets are open; -1 if the system does not tell
 * @param threads how many threads of Java live
 */
record Vitals(long heap, long metaspace, long files, long threads) {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    static Vitals now() throws IOException {
        System.gc();
        return new Vitals(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getName().equals("Metaspace"))
                        .map(MemoryPoolMXBean::getUsage)
                        .mapToLong(usage -> usage.getCommitted())
                        .sum(),
                openFiles(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static long openFiles() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return -1;
        }
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.count() - 1; // without the directory itself, which is being read
        }
    }
}
