package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the calls cost, one value per round. Not safe for use by several threads. */
final class Rounds {

    private final Map<Setting, List<Cost>> costs = new HashMap<>();

    /** A call and how many threads make it at once. */
    private record Setting(Call call, int threads) {}

    /**
     * What a call costs.
     *
     * @param nanos of time
     * @param bytes of objects
     */
    record Cost(double nanos, double bytes) {}

    void add(Call call, int threads, Cost cost) {
        costs.computeIfAbsent(new Setting(call, threads), none -> new ArrayList<>())
                .add(cost);
    }

    Series nanos(Call call, int threads) {
        return new Series(of(call, threads).stream().map(Cost::nanos).toList());
    }

    Series bytes(Call call, int threads) {
        return new Series(of(call, threads).stream().map(Cost::bytes).toList());
    }

    private List<Cost> of(Call call, int threads) {
        return costs.getOrDefault(new Setting(call, threads), List.of());
    }
}
