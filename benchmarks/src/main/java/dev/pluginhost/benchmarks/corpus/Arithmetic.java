package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.testkit.PluginGraph;
import java.util.HashMap;
import java.util.Map;

/** What the generated plugins compute, computed without them. */
final class Arithmetic {

    private Arithmetic() {}

    static long sumOfTotals(PluginGraph graph) {
        return totals(graph).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Each plugin's total. */
    static Map<String, Long> totals(PluginGraph graph) {
        Map<String, Long> totals = new HashMap<>();
        for (String name : graph.names()) {
            long value = seed(name);
            for (int part = 0; part < Generated.PARTS; part++) {
                value = value * 31 + entry(name, part, (int) (value & 15));
            }
            for (String required : graph.requiredBy(name)) {
                value += totals.getOrDefault(required, 0L);
            }
            totals.put(name, value ^ (value >>> 7));
        }
        return totals;
    }

    /** Where a plugin begins. */
    static long seed(String name) {
        return name.hashCode();
    }

    /** An entry of a part's table. */
    private static long entry(String name, int part, int index) {
        return (seed(name) + part * 17L + index) * 0x9E3779B97F4A7C15L;
    }
}
