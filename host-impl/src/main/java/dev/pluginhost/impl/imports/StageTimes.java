package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportStage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Where the time of a flight goes. Written by the thread that runs it, read by the watchdog too; guarded by its monitor. */
final class StageTimes {

    private final LongSupplier nanoClock;
    private final Map<ImportStage, Long> nanos = new EnumMap<>(ImportStage.class);
    private ImportStage stage = ImportStage.QUEUE;
    private long since;

    StageTimes(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.since = nanoClock.getAsLong();
    }

    /** Ends the present stage and begins the next one. */
    synchronized void enter(ImportStage next) {
        note();
        stage = next;
    }

    /** The stage that is under way, or was when the flight ended. */
    synchronized ImportStage stage() {
        return stage;
    }

    /** The times so far, that of the present stage included. */
    synchronized Map<ImportStage, Duration> soFar() {
        note();
        Map<ImportStage, Duration> times = new EnumMap<>(ImportStage.class);
        nanos.forEach((key, value) -> times.put(key, Duration.ofNanos(value)));
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
