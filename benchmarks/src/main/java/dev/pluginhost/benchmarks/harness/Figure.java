package dev.pluginhost.benchmarks.harness;

/** What a JVM measures. A time has its unit in its name. Memory is in bytes, without garbage. */
public enum Figure {
    NANOS,
    /** Until the host has started. */
    START_NANOS,
    CLOSE_NANOS,
    CPU_NANOS,
    GC_MILLIS,
    JIT_MILLIS,
    HEAP,
    METASPACE,
    ALLOCATED,
    CLASSES,
    FILES,
    THREADS,
    /** How late ticks are, in nanoseconds: half of them are not later. */
    P50,
    P99,
    P999,
    WORST,
    TICKS,
    MISSED
}
