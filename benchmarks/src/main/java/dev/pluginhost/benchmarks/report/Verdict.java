package dev.pluginhost.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * How one thing that is wanted of PluginHost has come out.
 *
 * @param what is done
 * @param rival what it is compared with
 * @param wantedAtMost how many times the rival's cost PluginHost's may be
 * @param ratio how many times it is
 * @param note what else should be known, if anything; else empty
 */
public record Verdict(String what, String rival, double wantedAtMost, Ratio ratio, String note) {

    /** Whether it is as wanted, as far as figures are shown. */
    public boolean met() {
        return Math.round(ratio.ofMedians() * 100) <= Math.round(wantedAtMost * 100);
    }

    /** A table with a row for each. */
    public static TextTable table(List<Verdict> verdicts) {
        TextTable table = new TextTable(List.of("what", "against", "wanted", "measured (spread)", "met"));
        for (Verdict verdict : verdicts) {
            table.add(List.of(
                    verdict.what,
                    verdict.rival,
                    String.format(Locale.ROOT, "≤ %.2f", verdict.wantedAtMost),
                    verdict.ratio.toString(),
                    verdict.met() ? "yes" : "NO"));
        }
        return table;
    }
}
