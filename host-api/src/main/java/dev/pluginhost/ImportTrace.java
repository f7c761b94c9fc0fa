package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * How an import went: who asked, which thread did it and where the time went.
 *
 * @param requestedBy the code that asked first, as {@code module/class.method(file:line)}, or what in the host did
 * @param requestedAt when
 * @param thread the name of the import thread; empty if none took it up
 * @param times how long each stage took, in the order of the stages; stages that were not reached are absent
 */
public record ImportTrace(String requestedBy, Instant requestedAt, String thread, Map<ImportStage, Duration> times) {

    /** Copies the map in the order of the stages, refuses {@code null}, and makes the texts printable. */
    public ImportTrace {
        requestedBy = Printable.text(Objects.requireNonNull(requestedBy, "requestedBy"));
        Objects.requireNonNull(requestedAt, "requestedAt");
        thread = Printable.text(Objects.requireNonNull(thread, "thread"));
        times = Values.inOrder(times);
    }

    /**
     * How long a stage took.
     *
     * @param stage a stage
     * @return its duration, zero if it was not reached
     */
    public Duration time(ImportStage stage) {
        return times.getOrDefault(stage, Duration.ZERO);
    }

    /**
     * How long the whole import took, its time in the queue included.
     *
     * @return the sum over all stages
     */
    public Duration total() {
        return times.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
