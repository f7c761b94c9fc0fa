package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.corpus.Tiny;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import dev.pluginhost.benchmarks.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures what a plugin costs among many, against what it costs among few, when all require each other in some way. */
final class Shapes {

    private static final double WANTED = 1.3;
    private static final double THOUSAND = 1000;

    /** A small shape is a tenth of a large one, but a chain a third, as nobody has longer ones. */
    private static final int TIMES_SMALLER = 10;

    private static final int CHAIN_TIMES_SMALLER = 3;

    private final Turns turns = new Turns();
    private final List<Pair> pairs = new ArrayList<>();

    private Shapes() {}

    /**
     * One shape in two sizes, each of which is imported often enough to come to the same number of imports.
     *
     * @param form who requires whom
     * @param few how many plugins the small one has
     * @param many how many the large one has
     * @param imports how many imports count in each JVM
     */
    private record Pair(Form form, int few, int many, int imports) {

        static Pair of(Form form, int plugins, int times) {
            int few = plugins / TIMES_SMALLER;
            int many = few * (form == Form.CHAIN ? CHAIN_TIMES_SMALLER : TIMES_SMALLER);
            return new Pair(form, few, many, few * TIMES_SMALLER * CHAIN_TIMES_SMALLER * times);
        }

        String name(int plugins) {
            return form + "-" + plugins;
        }
    }

    static void measure(Options options, Path directory, Outcome outcome) throws IOException, InterruptedException {
        Shapes shapes = new Shapes();
        for (Form form : Form.values()) {
            Pair pair = Pair.of(form, options.plugins(), options.times());
            shapes.pairs.add(pair);
            shapes.add(pair, pair.few, directory);
            shapes.add(pair, pair.many, directory);
        }
        shapes.turns.run(options);
        shapes.report(outcome);
    }

    private void add(Pair pair, int plugins, Path directory) throws IOException {
        String name = pair.name(plugins);
        int times = pair.imports / plugins;
        Tiny tiny = Tiny.make(directory.resolve(name), plugins, pair.form.required());
        turns.add(
                name,
                ShapeTrial.class,
                ShapeTrial.arguments(tiny.jars(), directory.resolve("index"), times),
                // Those that do not count are summed up as well.
                2L * times * tiny.sum(plugins));
    }

    private void report(Outcome outcome) {
        TextTable table = new TextTable(
                List.of("shape", "few", "µs for each", "many", "µs for each", "many / few", "in processor time"));
        for (Pair pair : pairs) {
            Series few = micros(pair, pair.few, ShapeTrial.NANOS);
            Series many = micros(pair, pair.many, ShapeTrial.NANOS);
            Ratio ratio = many.over(few);
            table.add(List.of(
                    pair.form.title(),
                    String.format(Locale.ROOT, "%,d", pair.few),
                    String.format(Locale.ROOT, "%.0f", few.median()),
                    String.format(Locale.ROOT, "%,d", pair.many),
                    String.format(Locale.ROOT, "%.0f", many.median()),
                    ratio.toString(),
                    micros(pair, pair.many, ShapeTrial.CPU_NANOS)
                            .over(micros(pair, pair.few, ShapeTrial.CPU_NANOS))
                            .toString()));
            if (pair.form.isJudged()) {
                outcome.verdict(new Verdict(
                        String.format(Locale.ROOT, "cost per plugin, %,d plugins, %s", pair.many, pair.form.title()),
                        String.format(Locale.ROOT, "%,d plugins", pair.few),
                        WANTED,
                        ratio,
                        ""));
            }
        }
        outcome.details().heading("What a plugin costs among few and among many");
        outcome.details()
                .remarks(List.of(
                        "each plugin has one class; a fresh host imports all of them over and over in one warmed JVM, from the"
                                + " building of the host to the last service called"));
        outcome.details().table(table);
    }

    private Series micros(Pair pair, int plugins, int figure) {
        return turns.series(pair.name(plugins), figure, THOUSAND * pair.imports);
    }
}
