package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The measurements of all rounds in one setting. Not safe for use by several threads. */
final class Rounds {

    private final Map<Variant, List<Measurement>> measurements = new EnumMap<>(Variant.class);

    void add(Variant variant, Measurement measurement) {
        measurements.computeIfAbsent(variant, none -> new ArrayList<>()).add(measurement);
    }

    /** The measured variants, the host first. */
    Set<Variant> variants() {
        return measurements.keySet();
    }

    Series series(Variant variant, ToLongFunction<Measurement> value) {
        return new Series(measurements.getOrDefault(variant, List.of()).stream()
                .map(measurement -> (double) value.applyAsLong(measurement))
                .toList());
    }

    boolean has(Variant variant) {
        return measurements.containsKey(variant);
    }

    /** One's values over another one's. */
    Ratio ratio(Variant one, Variant other, ToLongFunction<Measurement> value) {
        return series(one, value).over(series(other, value));
    }
}
