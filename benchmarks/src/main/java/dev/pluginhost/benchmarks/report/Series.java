package dev.pluginhost.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One value for each round.
 *
 * @param values in the order of the rounds; at least one
 */
public record Series(List<Double> values) {

    public Series {
        values = List.copyOf(values);
    }

    /** The middle value, or the mean of the two middle values. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** How many times another series of as many rounds it is. */
    public Ratio over(Series other) {
        Series ofRounds = new Series(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / other.values.get(round))
                .toList());
        return new Ratio(median() / other.median(), ofRounds.min(), ofRounds.max());
    }
}
