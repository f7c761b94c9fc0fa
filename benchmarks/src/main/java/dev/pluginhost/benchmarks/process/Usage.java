package dev.pluginhost.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What this JVM has used so far.
 *
 * @param cpuNanos processor time of all its threads
 * @param allocatedBytes of objects, by the threads that live
 * @param gcMillis time in collections
 * @param jitMillis time in compilations, of all compiler threads together
 * @param classes how many classes it has loaded
 */
public record Usage(long cpuNanos, long allocatedBytes, long gcMillis, long jitMillis, long classes) {

    /** Until now. */
    public static Usage now() {
        return new Usage(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
                allocatedBytes(ManagementFactory.getPlatformMXBean(ThreadMXBean.class)),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum(),
                ManagementFactory.getCompilationMXBean().getTotalCompilationTime(),
                ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
    }

    /** What has been used since then. */
    public Usage since(Usage earlier) {
        return new Usage(
                cpuNanos - earlier.cpuNanos,
                allocatedBytes - earlier.allocatedBytes,
                gcMillis - earlier.gcMillis,
                jitMillis - earlier.jitMillis,
                classes - earlier.classes);
    }

    private static long allocatedBytes(ThreadMXBean threads) {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0) // less is said of a thread that has ended meanwhile
                .sum();
    }
}
