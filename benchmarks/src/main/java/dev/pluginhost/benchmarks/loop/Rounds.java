package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The measurements of all rounds. Not safe for use by several threads. */
final class Rounds {

    private final Map<Variant, List<Measurement>> measurements = new EnumMap<>(Variant.class);

    void add(Variant variant, Measurement measurement) {
        measurements.computeIfAbsent(variant, none -> new ArrayList<>()).add(measurement);
    }

    Series series(Variant variant, Measurement.Value value) {
        return new Series(measurements.getOrDefault(variant, List.of()).stream()
                .map(measurement -> (double) measurement.get(value))
                .toList());
    }

    /** The host's values over another variant's. */
    Ratio hostOver(Variant other, Measurement.Value value) {
        return series(Variant.HOST, value).over(series(other, value));
    }
}
