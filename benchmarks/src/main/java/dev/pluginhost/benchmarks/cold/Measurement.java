package dev.pluginhost.benchmarks.cold;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;

/**
 * What one JVM has measured.
 *
 * @param nanos from the first statement to the last answer
 * @param heapBytes of objects that live after that
 * @param metaspaceBytes of classes
 * @param sum of what the services say
 */
record Measurement(long nanos, long heapBytes, long metaspaceBytes, long sum) {

    /** Begins the line of a measurement, whatever else is written beside it. */
    private static final String PREFIX = "measured ";

    /** With what there is in memory now, garbage left out. */
    static Measurement now(long nanos, long sum) {
        System.gc();
        long metaspace = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals("Metaspace")) {
                metaspace = pool.getUsage().getUsed();
            }
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Measurement(nanos, heap, metaspace, sum);
    }

    /** Reads what {@link #line} has written. */
    static Measurement read(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(PREFIX)) {
                String[] words = line.substring(PREFIX.length()).split(" ", 4);
                return new Measurement(
                        Long.parseLong(words[0]),
                        Long.parseLong(words[1]),
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]));
            }
        }
        throw new IllegalArgumentException("Nothing is measured: " + lines);
    }

    String line() {
        return PREFIX + nanos + " " + heapBytes + " " + metaspaceBytes + " " + sum;
    }
}
