package dev.pluginhost.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine, and what this JVM uses of it. */
public final class Machine {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private Machine() {}

    /** Processors, system, JDK, collector and heap of this JVM. */
    public static String description() {
        String collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(MemoryManagerMXBean::getName)
                .collect(Collectors.joining(" + "));
        return String.format(
                Locale.ROOT,
                "%d cores, %s %s; JDK %s (%s); GC %s; heap of %d MB at most",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                System.getProperty("java.vendor"),
                collectors,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    /** How many threads wanted a processor in the last minute, other programs' included; negative if unknown. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Bytes of objects; call {@link System#gc} before. */
    public static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Memory for classes. */
    public static MemoryUsage metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .findFirst()
                .orElseThrow()
                .getUsage();
    }

    /** The number of open files and sockets; -1 if the system does not tell. */
    public static long openFiles() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return -1;
        }
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.count() - 1; // without the directory, which is being read
        }
    }

    /** The number of live Java threads. */
    public static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Processor time of all threads of this JVM. */
    public static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** What this JVM has used until now. Only live threads count for what is allocated. */
    public static Map<Figure, Long> usage() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        Map<Figure, Long> usage = new EnumMap<>(Figure.class);
        usage.put(Figure.CPU_NANOS, cpuNanos());
        usage.put(
                Figure.ALLOCATED,
                Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                        .filter(bytes -> bytes > 0) // it is -1 for a thread that has just ended
                        .sum());
        usage.put(
                Figure.GC_MILLIS,
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
        usage.put(Figure.JIT_MILLIS, ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
        usage.put(Figure.CLASSES, ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        return usage;
    }
}
