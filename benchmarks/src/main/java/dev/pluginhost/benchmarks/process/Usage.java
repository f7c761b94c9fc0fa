package dev.pluginhost.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM has used so far.
 *
 * @param cpuNanos processor time of all its threads
 * @param gcMillis time in collections
 * @param jitMillis time in compilations, of all compiler threads together
 * @param classes how many classes it has loaded
 */
public record Usage(long cpuNanos, long gcMillis, long jitMillis, long classes) {

    /** Until now. */
    public static Usage now() {
        return new Usage(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
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
                gcMillis - earlier.gcMillis,
                jitMillis - earlier.jitMillis,
                classes - earlier.classes);
    }
}
