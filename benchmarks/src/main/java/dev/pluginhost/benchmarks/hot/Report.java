package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Details;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import dev.pluginhost.benchmarks.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run comes to.
 *
 * @param options of the run
 * @param rounds what was measured
 */
record Report(Options options, Rounds rounds) {

    private static final double WANTED_TIME = 1.5;
    private static final double WANTED_BYTES = 0;

    Chapter chapter() {
        List<Verdict> verdicts = new ArrayList<>();
        TextTable table = new TextTable(
                List.of("call", "threads", "ns", "least", "greatest", "times the map's", "bytes allocated"));
        for (int threads : options.threads()) {
            for (Call call : Call.values()) {
                Series nanos = rounds.nanos(call, threads);
                Ratio ratio = nanos.over(rounds.nanos(Call.MAP_GET, threads));
                Series bytes = rounds.bytes(call, threads);
                table.add(List.of(
                        call.title(),
                        Integer.toString(threads),
                        oneDigit(nanos.median()),
                        oneDigit(nanos.min()),
                        oneDigit(nanos.max()),
                        call == Call.MAP_GET ? "" : ratio.toString(),
                        String.format(Locale.ROOT, "%.3f", bytes.median())));
                if (call != Call.MAP_GET) {
                    verdicts.add(new Verdict(
                            call.title() + " of an imported plugin, threads: " + threads,
                            Call.MAP_GET.title(),
                            WANTED_TIME,
                            ratio,
                            ""));
                    verdicts.add(new Verdict(
                            "bytes that it allocates, threads: " + threads,
                            "none",
                            WANTED_BYTES,
                            new Ratio(bytes.median(), bytes.min(), bytes.max()),
                            ""));
                }
            }
        }
        Details details = new Details();
        details.remarks(List.of(String.format(
                Locale.ROOT,
                "%,d plugins imported; each call is of another name, by a string of the thread's own; time is of one call, as"
                        + " the thread sees it; %d rounds, each call in a fresh JVM",
                options.plugins(),
                options.rounds())));
        details.table(table);
        return new Chapter("A call that finds its plugin imported", verdicts, details);
    }

    private static String oneDigit(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
