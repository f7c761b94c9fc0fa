package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportStage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Where the time of a flight goes. Written by the thread that runs it, read by any; guarded by a lock, and no monitor, as
 * virtual threads read it too.
 */
final class StageTimes {

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanoClock;
    private final Map<ImportStage, Long> nanos = new EnumMap<>(ImportStage.class);
    private ImportStage stage = ImportStage.QUEUE;
    private long since;

    StageTimes(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.since = nanoClock.getAsLong();
    }

    /** Ends the present stage and begins the next one. */
    void enter(ImportStage next) {
        lock.lock();
        try {
            note();
            stage = next;
        } finally {
            lock.unlock();
        }
    }

    /** The stage that is under way, or was when the flight ended. */
    ImportStage stage() {
        lock.lock();
        try {
            return stage;
        } finally {
            lock.unlock();
        }
    }

    /** The times so far, that of the present stage included. */
    Map<ImportStage, Duration> soFar() {
        Map<ImportStage, Duration> times = new EnumMap<>(ImportStage.class);
        lock.lock();
        try {
            note();
            nanos.forEach((key, value) -> times.put(key, Duration.ofNanos(value)));
        } finally {
            lock.unlock();
        }
        return times;
    }

    private void note() {
        long now = nanoClock.getAsLong();
        nanos.merge(stage, now - since, Long::sum);
        since = now;
    }

    /** For messages: {@code queue 3 ms, open 1 ms}. */
    static String describe(Map<ImportStage, Duration> times) {
        return times.entrySet().stream()
                .map(time -> time.getKey().name().toLowerCase(Locale.ROOT) + " "
                        + time.getValue().toMillis() + " ms")
                .collect(Collectors.joining(", "));
    }
}
