package dev.pluginhost.benchmarks.process;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.util.Locale;
import java.util.stream.Collectors;

/** What figures have to be read with. */
public final class Machine {

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
}
