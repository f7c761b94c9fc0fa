package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One import on the time axis. All times are nanoseconds after the first request of the timeline.
 *
 * @param index its place in the timeline
 * @param entry the import
 * @param requested when it was requested
 * @param ready when it was put into the queue
 * @param begun when a thread began to open it; its end if none did
 * @param end when it had ended
 * @param ran whether it was opened
 */
record TimedImport(int index, TimelineEntry entry, long requested, long ready, long begun, long end, boolean ran) {

    static TimedImport of(int index, TimelineEntry entry, Instant origin) {
        Map<ImportStage, Duration> times = entry.trace().times();
        long requested = nanos(Duration.between(origin, entry.trace().requestedAt()));
        long ready = requested + stage(entry, ImportStage.FIND) + stage(entry, ImportStage.PLAN);
        long begun = ready + stage(entry, ImportStage.QUEUE);
        long end = begun;
        boolean ran = false;
        for (ImportStage stage : times.keySet()) {
            if (stage.compareTo(ImportStage.OPEN) >= 0) {
                end += stage(entry, stage);
                ran = true;
            }
        }
        return new TimedImport(index, entry, requested, ready, begun, end, ran);
    }

    static long stage(TimelineEntry entry, ImportStage stage) {
        return Math.max(0, nanos(entry.trace().time(stage)));
    }

    long stage(ImportStage stage) {
        return stage(entry, stage);
    }

    boolean reached(ImportStage stage) {
        return entry.trace().times().containsKey(stage);
    }

    String name() {
        return entry.name();
    }

    String thread() {
        return entry.trace().thread();
    }

    boolean failed() {
        return entry.failure().isPresent();
    }

    long total() {
        return end - requested;
    }

    /** Whether code of that plugin asked for this import while that one ran. */
    boolean isAskedForBy(TimedImport other) {
        return other.ran
                && other.index != index
                && entry.trace().requestedBy().startsWith(other.name() + "/")
                && other.begun <= requested
                && requested <= other.end;
    }

    /** Far times of a foreign or damaged recording are cut at some years, so that sums do not overflow. */
    private static long nanos(Duration duration) {
        Duration limit = Duration.ofDays(3_650);
        if (duration.compareTo(limit) > 0) {
            return limit.toNanos();
        }
        return duration.compareTo(limit.negated()) < 0 ? -limit.toNanos() : duration.toNanos();
    }
}
