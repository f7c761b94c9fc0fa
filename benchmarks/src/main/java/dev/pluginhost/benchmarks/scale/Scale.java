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
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

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
        if (Collections.max(options.numbers("imported")) > Collections.max(options.numbers("installed"))) {
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

    private static Set<Integer> growing(Options options, String name) {
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
                "the plugins have 21 classes each and require up to three others; each thread asks for its share"
                        + " with importModule, one after the other");
        chapter.table(new Table<>(List.of(one, many))
                .column("who asks", "", Trial::title)
                .column("time (ms)", "%.0f", trial -> rounds.median(trial, Figure.NANOS, MILLION))
                .column("least", "%.0f", trial -> rounds.least(trial, Figure.NANOS, MILLION))
                .column("greatest", "%.0f", trial -> rounds.greatest(trial, Figure.NANOS, MILLION))
                .column("processor time (ms)", "%.0f", trial -> rounds.median(trial, Figure.CPU_NANOS, MILLION)));
        chapter.goal(new Goal(title, "the same by one thread", 1, rounds.ratio(many, one, Figure.NANOS)));
    }

    /** One form in two sizes. Each size is imported so often that the number of imports is the same. */
    private record Pair(Form form, int few, int many, int imports, Trial ofFew, Trial ofMany) {}

    /** What a plugin costs among many, and among few, when all require each other in some form. */
    private void shapes() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (Form form : Form.values()) {
            int few = options.number("plugins") / 10;
            int many = few * (form == Form.CHAIN ? 3 : 10); // nobody has longer chains
            int imports = 30 * few * options.number("times");
            pairs.add(new Pair(form, few, many, imports, shape(form, few, imports), shape(form, many, imports)));
        }
        Rounds<Trial> rounds = measured(
                Part.SHAPES,
                pairs.stream()
                        .flatMap(pair -> Stream.of(pair.ofFew, pair.ofMany))
                        .toList());
        for (Pair pair : pairs) {
            if (pair.form != Form.MIXED) {
                String what = format("cost per plugin, %,d plugins, %s", pair.many, pair.form.title);
                Ratio ratio = rounds.ratio(pair.ofMany, pair.ofFew, Figure.NANOS);
                chapter.goal(new Goal(what, format("%,d plugins", pair.few), 1.3, ratio));
            }
        }
        chapter.heading("What a plugin costs among few and among many");
        chapter.remarks("each plugin has one class; a fresh host imports all of them over and over in one warmed JVM,"
                + " from the building of the host to the last service called");
        chapter.table(new Table<>(pairs)
                .column("shape", "", pair -> pair.form.title)
                .column("few", "%,d", Pair::few)
                .column("µs for each", "%.0f", it -> rounds.median(it.ofFew, Figure.NANOS, 1000.0 * it.imports))
                .column("many", "%,d", Pair::many)
                .column("µs for each", "%.0f", it -> rounds.median(it.ofMany, Figure.NANOS, 1000.0 * it.imports))
                .column("many / few", "", it -> rounds.ratio(it.ofMany, it.ofFew, Figure.NANOS))
                .column("in processor time", "", it -> rounds.ratio(it.ofMany, it.ofFew, Figure.CPU_NANOS)));
    }

    private Trial shape(Form form, int plugins, int imports) throws IOException {
        String name = form + "-" + plugins;
        int times = imports / plugins;
        Tiny tiny = Tiny.make(directory.resolve(name), plugins, form::required);
        // The sum includes the imports that do not count.
        return Trial.of(name, ScaleTrials.Shape.class, 2L * times * tiny.sum(plugins), tiny.jars(), index, times);
    }

    /** A number of plugins, a trial with so many, and another one to compare it with. */
    private record Size(int plugins, Trial trial, Trial other) {}

    /** What plugins cost that are installed and not imported. */
    private void installed() throws Exception {
        List<Size> sizes = new ArrayList<>();
        for (int plugins : growing(options, "installed")) {
            Path jars = directory.resolve("installed-" + plugins);
            Tiny.make(jars, plugins, Form.MIXED::required);
            sizes.add(new Size(
                    plugins,
                    Trial.of(plugins + " with index", ScaleTrials.Curve.class, 0, jars, index, 0),
                    Trial.of(plugins + " without", ScaleTrials.Curve.class, 0, jars, ScaleTrials.NO_INDEX, 0)));
        }
        Rounds<Trial> rounds = measured(
                Part.INSTALLED,
                sizes.stream()
                        .flatMap(size -> Stream.of(size.trial, size.other))
                        .toList());
        chapter.heading("Installed, and none imported");
        chapter.remarks(
                "from the first statement of a fresh JVM to the end of start(); the files are in the system's cache");
        Figure start = Figure.START_NANOS;
        chapter.table(new Table<>(sizes)
                .column("installed", "%,d", Size::plugins)
                .column("start with index (ms)", "%,.0f", size -> rounds.median(size.trial, start, MILLION))
                .column("µs for each", "%.0f", size -> rounds.median(size.trial, start, 1000.0 * size.plugins))
                .column("start without (ms)", "%,.0f", size -> rounds.median(size.other, start, MILLION))
                .column("µs for each", "%.0f", size -> rounds.median(size.other, start, 1000.0 * size.plugins))
                .column("heap (MB)", "%.1f", size -> rounds.median(size.trial, Figure.HEAP, MEGABYTE))
                .column("open files", "%.0f", size -> rounds.median(size.trial, Figure.FILES, 1))
                .column("threads", "%.0f", size -> rounds.median(size.trial, Figure.THREADS, 1)));
        List<Line> lines = List.of(
                line("with index", sizes, size -> rounds.median(size.trial, start, MILLION)),
                line("without index", sizes, size -> rounds.median(size.other, start, MILLION)));
        Chart chart = Chart.lines("Time of a start, by what is installed", "plugins installed", "ms", lines);
        chapter.chart("scale-installed.svg", chart);
    }

    /** What plugins cost that are imported, of the most that are installed. */
    private void imported() throws Exception {
        int most = Collections.max(options.numbers("installed"));
        Tiny tiny = Tiny.make(directory.resolve("imported"), most, Form.MIXED::required);
        Class<?> main = ScaleTrials.Curve.class;
        Trial none = Trial.of("none imported", main, 0, tiny.jars(), index, 0);
        List<Size> sizes = new ArrayList<>(List.of(new Size(0, none, none)));
        for (int plugins : growing(options, "imported")) {
            long sum = tiny.sum(plugins);
            sizes.add(new Size(plugins, Trial.of("some imported", main, sum, tiny.jars(), index, plugins), none));
        }
        Rounds<Trial> rounds =
                measured(Part.IMPORTED, sizes.stream().map(Size::trial).toList());
        chapter.heading(format("Imported, of %,d installed", most));
        chapter.remarks(
                "each plugin has one class and requires up to three others; one importAll in a fresh JVM, after start()",
                "what there is for each is what there is more than with none imported");
        Table<Size> table = new Table<>(sizes).column("imported", "%,d", Size::plugins);
        for (Figure figure : List.of(Figure.NANOS, Figure.CLOSE_NANOS)) {
            String title = figure == Figure.NANOS ? "import (ms)" : "close (ms)";
            table.column(title, "%,.0f", size -> rounds.median(size.trial, figure, MILLION))
                    .column("µs for each", "%.0f", size -> more(size, rounds, figure, 1000));
        }
        for (Figure figure : List.of(Figure.HEAP, Figure.METASPACE)) {
            table.column(Options.key(figure) + " (MB)", "%.1f", size -> rounds.median(size.trial, figure, MEGABYTE))
                    .column("KB for each", "%.0f", size -> more(size, rounds, figure, 1024));
        }
        chapter.table(table.column("open files", "%.0f", size -> rounds.median(size.trial, Figure.FILES, 1))
                .column("threads", "%.0f", size -> rounds.median(size.trial, Figure.THREADS, 1)));
        List<Line> times = List.of(
                line("import", sizes, size -> rounds.median(size.trial, Figure.NANOS, MILLION)),
                line("close", sizes, size -> rounds.median(size.trial, Figure.CLOSE_NANOS, MILLION)));
        List<Line> memory = List.of(
                line("heap", sizes, size -> rounds.median(size.trial, Figure.HEAP, MEGABYTE)),
                line("metaspace", sizes, size -> rounds.median(size.trial, Figure.METASPACE, MEGABYTE)));
        String across = "plugins imported";
        chapter.chart("scale-imported-time.svg", Chart.lines("Time, by what is imported", across, "ms", times));
        chapter.chart("scale-imported-memory.svg", Chart.lines("Memory, by what is imported", across, "MB", memory));
    }

    /** What one plugin adds; nothing is said if there are no plugins. */
    private static Object more(Size size, Rounds<Trial> rounds, Figure figure, double unit) {
        double more = rounds.median(size.trial, figure, unit) - rounds.median(size.other, figure, unit);
        return size.plugins == 0 ? "" : more / size.plugins;
    }

    private static Line line(String label, List<Size> sizes, ToDoubleFunction<Size> value) {
        return new Line(
                label,
                sizes.stream()
                        .map(size -> new Point(size.plugins, value.applyAsDouble(size)))
                        .toList());
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
