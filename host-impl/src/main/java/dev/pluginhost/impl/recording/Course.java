package dev.pluginhost.impl.recording;

import dev.pluginhost.ImportStage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stage of an import that is under way, when it began, and the course before it. Immutable. */
public record Course(
        ImportStage stage, long began, @Nullable Course before) {

    /** The time in each stage until now. */
    public Map<ImportStage, Duration> times(long now) {
        Map<ImportStage, Duration> times = new EnumMap<>(ImportStage.class);
        long end = now;
        for (Course each = this; each != null; each = each.before) {
            times.merge(each.stage, Duration.ofNanos(end - each.began), Duration::plus);
            end = each.began;
        }
        return times;
    }

    /** The times for messages: {@code queue 3.1 ms, open 0.8 ms}. */
    public String inWords(long now) {
        return times(now).entrySet().stream()
                .map(time -> time.getKey().name().toLowerCase(Locale.ROOT) + " " + millis(time.getValue()))
                .collect(Collectors.joining(", "));
    }

    static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}
