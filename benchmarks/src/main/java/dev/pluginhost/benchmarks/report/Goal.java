package dev.pluginhost.benchmarks.report;

import java.util.List;

/**
 * Something that PluginHost should reach, and what was measured.
 *
 * @param what is done
 * @param rival what it is compared with
 * @param atMost how many times the rival's cost PluginHost's may be
 * @param ratio how many times it is
 */
public record Goal(String what, String rival, double atMost, Ratio ratio) {

    public boolean isMet() {
        return !ratio.isMoreThan(atMost);
    }

    /** A table with a row for each goal. */
    public static Table<Goal> table(List<Goal> goals) {
        return new Table<>(goals)
                .column("what", "", Goal::what)
                .column("against", "", Goal::rival)
                .column("wanted", "≤ %.2f", Goal::atMost)
                .column("measured (spread)", "", Goal::ratio)
                .column("met", "", goal -> goal.isMet() ? "yes" : "NO");
    }
}
