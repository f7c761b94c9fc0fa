package dev.pluginhost.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One value per round.
 *
 * @param values in the order of the rounds; at least one
 */
public record Series(List<Double> values) {

    /** Copies the values. */
    public Series {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There are no values");
        }
    }

    /** The one in the middle, or between the two in the middle. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The smallest. */
    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The largest. */
    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** By how much it is more than another one, round by round. */
    public Series minus(Series other) {
        requireSameRounds(other);
        return new Series(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) - other.values.get(round))
                .toList());
    }

    /** How many times another one it is. */
    public Ratio over(Series other) {
        requireSameRounds(other);
        Series ofRounds = new Series(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / other.values.get(round))
                .toList());
        return new Ratio(median() / other.median(), ofRounds.min(), ofRounds.max());
    }

    private void requireSameRounds(Series other) {
        if (other.values.size() != values.size()) {
            throw new IllegalArgumentException(values.size() + " rounds, but " + other.values.size());
        }
    }
}
