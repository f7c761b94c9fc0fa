package dev.pluginhost.benchmarks.scale;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.corpus.Tiny;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.harness.Trial;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Chart;
import dev.pluginhost.benchmarks.report.Chart.Line;
import dev.pluginhost.benchmarks.report.Chart.Point;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The benchmark of what grows with the number of plugins. Not thread-safe. */
public final class Scale {

    public static final Options OPTIONS = Options.NONE
            .words("parts", Part.values())
            .number("rounds", 5, 1)
            .number("uncounted", 1, 0)
            .number("plugins", 1000, 10) // a tenth of them is measured too
            .number("threads", 64, 2)
            .number("times", 1, 1)
            .numbers("installed", List.of(1000, 3000, 10_000), 2)
            .numbers("imported", List.of(100, 300, 1000, 3000), 2)
            .directory("docs")
            .checked(Scale::check);

    private static final double MILLION = 1_000_000;
    private static final double MEGABYTE = 1 << 20;

    private final Path directory;
    private final Path index;
    private final Options options;
    private final Chapter chapter = new Chapter("Many plugins");

    private Scale(Path directory, Options options) {
        this.directory = directory;
        this.index = directory.resolve("index");
        this.options = options;
    }

    enum Part {
        STORM,
        SHAPES,
        INSTALLED,
        IMPORTED
    }

    private static void check(Options options) {
        if (growing(options, "imported").last() > growing(options, "installed").last()) {
            throw new IllegalArgumentException("More are to be imported than are installed");
        }
    }

    /** Runs the benchmark in an empty directory. With {@code --docs} it also writes a page of its own. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Scale scale = new Scale(directory, options);
        for (Part part : new TreeSet<>(options.words("parts", Part.class))) {
            switch (part) {
                case STORM -> scale.storm();
                case SHAPES -> scale.shapes();
                case INSTALLED -> scale.installed();
                case IMPORTED -> scale.imported();
            }
        }
        Path docs = options.directoryOf("docs");
        if (docs != null) {
            scale.write(docs);
        }
        return scale.chapter;
    }

    private static TreeSet<Integer> growing(Options options, String name) {
        return new TreeSet<>(options.numbers(name));
    }

    private Rounds<Trial> measured(Part part, List<Trial> trials) throws Exception {
        return Rounds.measure(
                "scale: " + part, options.number("uncounted"), options.number("rounds"), round -> trials, Trial::run);
    }

    /** Many threads that import plugins at the same time, and one that imports all of them. */
    private void storm() throws Exception {
        int threads = options.number("threads");
        Stock stock = Stock.universal(directory.resolve("storm"), 64, options.number("plugins"), 3);
        Trial one = Trial.of("one thread", ScaleTrials.Storm.class, stock.sum(), stock.jars(), index, 1);
        Trial many = Trial.of(threads + " threads", ScaleTrials.Storm.class, stock.sum(), stock.jars(), index, threads);
        Rounds<Trial> rounds = measured(Part.STORM, List.of(one, many));
        String title = format("%,d imports asked for by %s at once", options.number("plugins"), many.title());
        chapter.heading(title);
        chapter.remarks(
                List.of("the plugins have 21 classes each and require up to three others; each thread asks for its"
                        + " share with importModule, one after the other"));
        chapter.table(new Table<>(List.of(one, many))
                .column("who asks", "", Trial::title)
                .column("time (ms)", "%.0f", trial -> rounds.median(trial, Figure.NANOS, MILLION))
                .column(
                        "least",
                        "%.0f",
                        trial -> rounds.series(trial, Figure.NANOS).min() / MILLION)
                .column(
                        "greatest",
                        "%.0f",
                        trial -> rounds.series(trial, Figure.NANOS).max() / MILLION)
                .column("processor time (ms)", "%.0f", trial -> rounds.median(trial, Figure.CPU_NANOS, MILLION)));
        chapter.goal(new Goal(title, "the same by one thread", 1, rounds.ratio(many, one, Figure.NANOS)));
    }

    /** One form in two sizes. Each size is imported so often that the number of imports is the same. */
    private record Pair(Form form, int few, int many, int imports) {

        private double micros(Rounds<Trial> rounds, Trial trial) {
            return rounds.median(trial, Figure.NANOS, 1000) / imports;
        }
    }

    /** What a plugin costs among many, and among few, when all require each other in some form. */
    private void shapes() throws Exception {
        Map<Pair, Trial> few = new LinkedHashMap<>();
        Map<Pair, Trial> many = new LinkedHashMap<>();
        List<Trial> trials = new ArrayList<>();
        for (Form form : Form.values()) {
            int size = options.number("plugins") / 10;
            int larger = size * (form == Form.CHAIN ? 3 : 10); // nobody has longer chains
            Pair pair = new Pair(form, size, larger, 30 * size * options.number("times"));
            few.put(pair, shape(pair, size));
            many.put(pair, shape(pair, larger));
            trials.addAll(List.of(few.get(pair), many.get(pair)));
        }
        Rounds<Trial> rounds = measured(Part.SHAPES, trials);
        for (Pair pair : few.keySet()) {
            if (pair.form != Form.MIXED) {
                chapter.goal(new Goal(
                        format("cost per plugin, %,d plugins, %s", pair.many, pair.form.title),
                        format("%,d plugins", pair.few),
                        1.3,
                        rounds.ratio(many.get(pair), few.get(pair), Figure.NANOS)));
            }
        }
        chapter.heading("What a plugin costs among few and among many");
        chapter.remarks(
                List.of("each plugin has one class; a fresh host imports all of them over and over in one warmed JVM,"
                        + " from the building of the host to the last service called"));
        chapter.table(new Table<>(List.copyOf(few.keySet()))
                .column("shape", "", pair -> pair.form.title)
                .column("few", "%,d", Pair::few)
                .column("µs for each", "%.0f", pair -> pair.micros(rounds, few.get(pair)))
                .column("many", "%,d", Pair::many)
                .column("µs for each", "%.0f", pair -> pair.micros(rounds, many.get(pair)))
                .column("many / few", "", pair -> rounds.ratio(many.get(pair), few.get(pair), Figure.NANOS))
                .column(
                        "in processor time",
                        "",
                        pair -> rounds.ratio(many.get(pair), few.get(pair), Figure.CPU_NANOS)));
    }

    private Trial shape(Pair pair, int plugins) throws IOException {
        String name = pair.form + "-" + plugins;
        int times = pair.imports / plugins;
        Tiny tiny = Tiny.make(directory.resolve(name), plugins, pair.form::required);
        // The sum includes the imports that do not count.
        return Trial.of(name, ScaleTrials.Shape.class, 2L * times * tiny.sum(plugins), tiny.jars(), index, times);
    }

    /** What plugins cost that are installed and not imported. */
    private void installed() throws Exception {
        Map<Integer, Trial> indexed = new LinkedHashMap<>();
        Map<Integer, Trial> read = new LinkedHashMap<>();
        List<Trial> trials = new ArrayList<>();
        for (int size : growing(options, "installed")) {
            Path jars = directory.resolve("installed-" + size);
            Tiny.make(jars, size, Form.MIXED::required);
            indexed.put(size, Trial.of(size + " with index", ScaleTrials.Curve.class, 0, jars, index, 0));
            read.put(size, Trial.of(size + " without", ScaleTrials.Curve.class, 0, jars, ScaleTrials.NO_INDEX, 0));
            trials.addAll(List.of(indexed.get(size), read.get(size)));
        }
        Rounds<Trial> rounds = measured(Part.INSTALLED, trials);
        chapter.heading("Installed, and none imported");
        chapter.remarks(List.of(
                "from the first statement of a fresh JVM to the end of start(); the files are in the system's cache"));
        Figure start = Figure.START_NANOS;
        chapter.table(new Table<>(List.copyOf(indexed.keySet()))
                .column("installed", "%,d", size -> size)
                .column("start with index (ms)", "%,.0f", size -> rounds.median(indexed.get(size), start, MILLION))
                .column("µs for each", "%.0f", size -> rounds.median(indexed.get(size), start, 1000) / size)
                .column("start without (ms)", "%,.0f", size -> rounds.median(read.get(size), start, MILLION))
                .column("µs for each", "%.0f", size -> rounds.median(read.get(size), start, 1000) / size)
                .column("heap (MB)", "%.1f", size -> rounds.median(indexed.get(size), Figure.HEAP, MEGABYTE))
                .column("open files", "%.0f", size -> rounds.median(indexed.get(size), Figure.FILES, 1))
                .column("threads", "%.0f", size -> rounds.median(indexed.get(size), Figure.THREADS, 1)));
        List<Line> lines = List.of(
                line("with index", rounds, indexed, start, MILLION),
                line("without index", rounds, read, start, MILLION));
        Chart chart = Chart.lines("Time of a start, by what is installed", "plugins installed", "ms", lines);
        chapter.chart("scale-installed.svg", chart);
    }

    /** What plugins cost that are imported, of the most that are installed. */
    private void imported() throws Exception {
        int most = growing(options, "installed").last();
        Tiny tiny = Tiny.make(directory.resolve("imported"), most, Form.MIXED::required);
        Map<Integer, Trial> trials = new LinkedHashMap<>();
        TreeSet<Integer> counts = growing(options, "imported");
        counts.add(0);
        for (int count : counts) {
            String title = count + " imported";
            trials.put(count, Trial.of(title, ScaleTrials.Curve.class, tiny.sum(count), tiny.jars(), index, count));
        }
        Rounds<Trial> rounds = measured(Part.IMPORTED, List.copyOf(trials.values()));
        chapter.heading(format("Imported, of %,d installed", most));
        chapter.remarks(List.of(
                "each plugin has one class and requires up to three others; one importAll in a fresh JVM, after start()",
                "what there is for each is what there is more than with none imported"));
        Table<Integer> table = new Table<>(List.copyOf(counts)).column("imported", "%,d", count -> count);
        Map<String, Figure> titles = new LinkedHashMap<>();
        titles.put("import (ms)", Figure.NANOS);
        titles.put("close (ms)", Figure.CLOSE_NANOS);
        titles.put("heap (MB)", Figure.HEAP);
        titles.put("metaspace (MB)", Figure.METASPACE);
        titles.forEach((title, figure) -> {
            boolean time = title.endsWith("(ms)");
            double unit = time ? MILLION : MEGABYTE;
            table.column(title, time ? "%,.0f" : "%.1f", count -> rounds.median(trials.get(count), figure, unit));
            table.column(time ? "µs for each" : "KB for each", "%.0f", count -> {
                double more = rounds.median(trials.get(count), figure, 1) - rounds.median(trials.get(0), figure, 1);
                return count == 0 ? "" : more / (time ? 1000 : 1024) / count;
            });
        });
        chapter.table(table.column("open files", "%.0f", count -> rounds.median(trials.get(count), Figure.FILES, 1))
                .column("threads", "%.0f", count -> rounds.median(trials.get(count), Figure.THREADS, 1)));
        List<Line> times = List.of(
                line("import", rounds, trials, Figure.NANOS, MILLION),
                line("close", rounds, trials, Figure.CLOSE_NANOS, MILLION));
        List<Line> memory = List.of(
                line("heap", rounds, trials, Figure.HEAP, MEGABYTE),
                line("metaspace", rounds, trials, Figure.METASPACE, MEGABYTE));
        String across = "plugins imported";
        chapter.chart("scale-imported-time.svg", Chart.lines("Time, by what is imported", across, "ms", times));
        chapter.chart("scale-imported-memory.svg", Chart.lines("Memory, by what is imported", across, "MB", memory));
    }

    private static Line line(
            String label, Rounds<Trial> rounds, Map<Integer, Trial> trials, Figure figure, double unit) {
        List<Point> points = new ArrayList<>();
        trials.forEach((plugins, trial) -> points.add(new Point(plugins, rounds.median(trial, figure, unit))));
        return new Line(label, points);
    }

    /** Writes {@code scale.md} with its charts, and with a text on the limits of one process. */
    private void write(Path docs) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# How far one process goes",
                "",
                Machine.description()
                        + ". Figures are medians of the rounds. A ratio is of medians, with the least and the"
                        + " greatest of a round.",
                "",
                "## Measured",
                ""));
        if (!chapter.goals().isEmpty()) {
            lines.addAll(Goal.table(chapter.goals()).markdown());
            lines.add("");
        }
        lines.addAll(chapter.markdown());
        try (InputStream limits = Scale.class.getResourceAsStream("limits.md")) {
            if (limits == null) {
                throw new IOException("limits.md is not beside " + Scale.class.getName());
            }
            lines.addAll(new String(limits.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        Files.createDirectories(docs);
        Files.write(docs.resolve("scale.md"), lines);
        chapter.writeCharts(docs);
    }
}
