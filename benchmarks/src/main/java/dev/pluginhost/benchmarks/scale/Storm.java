package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import dev.pluginhost.benchmarks.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Measures many threads that ask for plugins at once, against one that asks for all of them. */
final class Storm {

    private static final long SEED = 64;
    private static final int MOST_REQUIRED = 3;
    private static final double WANTED = 1.0;
    private static final double MILLION = 1_000_000;

    private Storm() {}

    static void measure(Options options, Path directory, Outcome outcome) throws IOException, InterruptedException {
        Stock stock = Stock.make(directory.resolve("storm"), SEED, options.plugins(), MOST_REQUIRED);
        Path names = Files.write(directory.resolve("storm.txt"), stock.graph().names());
        Path index = directory.resolve("index");
        String one = "one thread";
        String many = options.threads() + " threads";
        Turns turns = new Turns();
        turns.add(one, StormTrial.class, StormTrial.arguments(stock.jars(), index, names, 1), stock.sum());
        turns.add(
                many,
                StormTrial.class,
                StormTrial.arguments(stock.jars(), index, names, options.threads()),
                stock.sum());
        turns.run(options);

        TextTable table = new TextTable(List.of("who asks", "time (ms)", "least", "greatest", "processor time (ms)"));
        for (String who : List.of(one, many)) {
            Series millis = turns.series(who, StormTrial.NANOS, MILLION);
            table.add(List.of(
                    who,
                    whole(millis.median()),
                    whole(millis.min()),
                    whole(millis.max()),
                    whole(turns.series(who, StormTrial.CPU_NANOS, MILLION).median())));
        }
        String title = String.format(Locale.ROOT, "%,d imports asked for by %s at once", options.plugins(), many);
        outcome.details().heading(title);
        outcome.details()
                .remarks(List.of(
                        "the plugins have 21 classes each and require up to three others; each thread asks for its"
                                + " share with importModule, one after the other"));
        outcome.details().table(table);
        Ratio ratio = turns.series(many, StormTrial.NANOS, 1).over(turns.series(one, StormTrial.NANOS, 1));
        outcome.verdict(new Verdict(title, "the same by one thread", WANTED, ratio, ""));
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }
}
