package dev.pluginhost.benchmarks.report;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * One value for each round.
 *
 * @param values in the order of the rounds; at least one
 */
public record Series(List<Double> values) {

    public Series {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There are no values");
        }
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

    /** The same values in another unit. */
    public Series in(double unit) {
        return new Series(values.stream().map(value -> value / unit).toList());
    }

    /** The difference to another series, round by round. */
    public Series minus(Series other) {
        return each(other, (value, others) -> value - others);
    }

    /** How many times another series it is. */
    public Ratio over(Series other) {
        Series ofRounds = each(other, (value, others) -> value / others);
        return new Ratio(median() / other.median(), ofRounds.min(), ofRounds.max());
    }

    private Series each(Series other, DoubleBinaryOperator operator) {
        if (other.values.size() != values.size()) {
            throw new IllegalArgumentException(values.size() + " rounds, but " + other.values.size());
        }
        return new Series(IntStream.range(0, values.size())
                .mapToObj(round -> operator.applyAsDouble(values.get(round), other.values.get(round)))
                .toList());
    }
}
