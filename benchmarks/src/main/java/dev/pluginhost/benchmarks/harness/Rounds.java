package dev.pluginhost.benchmarks.harness;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * The measurements of all rounds. In a round everything is measured once. Not thread-safe.
 *
 * @param <K> what is measured
 */
public final class Rounds<K> {

    private final Map<K, List<Map<Figure, Double>>> measurements = new LinkedHashMap<>();

    /** Measures one thing once. */
    @FunctionalInterface
    public interface Measurement<K> {
        Map<Figure, Double> of(K subject) throws Exception;
    }

    /**
     * Measures in rounds.
     *
     * @param title for the line that is printed with each round
     * @param uncounted how many rounds come before those that count
     * @param order what is measured in a round, in this order
     */
    public static <K> Rounds<K> measure(
            String title, int uncounted, int rounds, IntFunction<List<K>> order, Measurement<K> measurement)
            throws Exception {
        Rounds<K> measured = new Rounds<>();
        for (int round = 1 - uncounted; round <= rounds; round++) {
            String number = round < 1 ? "uncounted before the first" : Integer.toString(round);
            System.out.println(
                    format("%s, round %s of %d; load of the machine %.1f", title, number, rounds, Machine.load()));
            for (K subject : order.apply(round)) {
                Map<Figure, Double> figures = measurement.of(subject);
                if (round >= 1) {
                    measured.add(subject, figures);
                }
            }
        }
        return measured;
    }

    /**
     * The order of a round in which one measurement disturbs the next one as little as possible. Every round begins with another
     * subject. If their number is even, no subject follows the same one twice in that many rounds. (A Williams square.)
     */
    public static <K> List<K> inTurn(int round, List<K> all) {
        List<K> order = new ArrayList<>();
        for (int turn = 0; turn < all.size(); turn++) {
            // 0, 1, -1, 2, -2, and so on
            int step = turn % 2 == 1 ? (turn + 1) / 2 : -turn / 2;
            order.add(all.get(Math.floorMod(round + step, all.size())));
        }
        return order;
    }

    public void add(K subject, Map<Figure, Double> figures) {
        measurements.computeIfAbsent(subject, none -> new ArrayList<>()).add(figures);
    }

    public boolean has(K subject) {
        return measurements.containsKey(subject);
    }

    /** One figure of each round. */
    public Series series(K subject, Figure figure) {
        List<Double> values = new ArrayList<>();
        for (Map<Figure, Double> figures : measurements.getOrDefault(subject, List.of())) {
            values.add(Objects.requireNonNull(figures.get(figure), figure::name));
        }
        return new Series(values);
    }

    public double median(K subject, Figure figure, double unit) {
        return series(subject, figure).median() / unit;
    }

    /** How many times another subject's figure it is. */
    public Ratio ratio(K subject, K other, Figure figure) {
        return series(subject, figure).over(series(other, figure));
    }
}
