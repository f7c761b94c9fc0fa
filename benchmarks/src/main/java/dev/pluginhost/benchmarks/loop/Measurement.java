package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.process.Usage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What one JVM has measured. Immutable. */
final class Measurement {

    /** Begins the lines of a measurement, whatever else is written beside them. */
    private static final String PREFIX = "measured ";

    /** What is measured: delays in nanoseconds, times in what the name says. */
    enum Value {
        P50,
        P99,
        P999,
        WORST,
        WINDOW_NANOS,
        TICKS,
        MISSED,
        CPU_NANOS,
        ALLOCATED_BYTES,
        GC_MILLIS,
        JIT_MILLIS,
        CLASSES,
        SUM
    }

    private final Map<Value, Long> values;

    private Measurement(Map<Value, Long> values) {
        if (values.size() != Value.values().length) {
            throw new IllegalArgumentException("Not a whole measurement: " + values);
        }
        this.values = values;
    }

    static Measurement of(Lateness lateness, long windowNanos, Usage usage, long sum) {
        Map<Value, Long> values = new EnumMap<>(Value.class);
        values.put(Value.P50, lateness.percentile(50));
        values.put(Value.P99, lateness.percentile(99));
        values.put(Value.P999, lateness.percentile(99.9));
        values.put(Value.WORST, lateness.worst());
        values.put(Value.WINDOW_NANOS, windowNanos);
        values.put(Value.TICKS, (long) lateness.ticks());
        values.put(Value.MISSED, (long) lateness.missed());
        values.put(Value.CPU_NANOS, usage.cpuNanos());
        values.put(Value.ALLOCATED_BYTES, usage.allocatedBytes());
        values.put(Value.GC_MILLIS, usage.gcMillis());
        values.put(Value.JIT_MILLIS, usage.jitMillis());
        values.put(Value.CLASSES, usage.classes());
        values.put(Value.SUM, sum);
        return new Measurement(values);
    }

    /** Reads what {@link #lines} has written. */
    static Measurement read(List<String> lines) {
        Map<Value, Long> values = new EnumMap<>(Value.class);
        for (String line : lines) {
            if (line.startsWith(PREFIX)) {
                String[] words = line.substring(PREFIX.length()).split(" ", 2);
                values.put(Value.valueOf(words[0]), Long.valueOf(words[1]));
            }
        }
        return new Measurement(values);
    }

    List<String> lines() {
        return Arrays.stream(Value.values())
                .map(value -> PREFIX + value + " " + get(value))
                .toList();
    }

    long get(Value value) {
        return Objects.requireNonNull(values.get(value));
    }
}
