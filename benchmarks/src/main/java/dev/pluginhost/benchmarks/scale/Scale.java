package dev.pluginhost.benchmarks.scale;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.corpus.Form;
import dev.pluginhost.benchmarks.corpus.Kind;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.harness.Trial;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
            .numbers("imported", List.of(100, 300, 1000, 3000), 2);

    private static final double MILLION = 1_000_000;
    private static final double MEGABYTE = 1 << 20;

    static final List<Form> SHAPES = List.of(Form.CHAIN, Form.STAR, Form.SHARED, Form.MIXED);

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
        CURVE
    }

    /** Runs the benchmark in an empty directory. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Scale scale = new Scale(directory, options);
        for (Part part : new TreeSet<>(options.words("parts", Part.class))) {
            switch (part) {
                case STORM -> scale.storm();
                case SHAPES -> scale.shapes();
                case CURVE -> scale.curve();
            }
        }
        return scale.chapter;
    }

    private Rounds<Trial> measured(Part part, List<Trial> trials) throws Exception {
        return Rounds.measure(
                "scale: " + part, options.number("uncounted"), options.number("rounds"), round -> trials, Trial::run);
    }

    /** Many threads that import plugins at the same time, and one that imports all of them. */
    private void storm() throws Exception {
        int threads = options.number("threads");
        Stock stock = Stock.make(directory.resolve("storm"), Kind.UNIVERSAL, options.number("plugins"), Form.MIXED);
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
                .column("least", "%.0f", it -> rounds.series(it, Figure.NANOS).min() / MILLION)
                .column(
                        "greatest",
                        "%.0f",
                        it -> rounds.series(it, Figure.NANOS).max() / MILLION)
                .column("processor time (ms)", "%.0f", trial -> rounds.median(trial, Figure.CPU_NANOS, MILLION)));
        chapter.goal(new Goal(title, "the same by one thread", 1, rounds.ratio(many, one, Figure.NANOS)));
    }

    /** One form in two sizes. Each size is imported so often that the number of imports is the same. */
    private record Pair(Form form, int few, int many, int imports, Trial ofFew, Trial ofMany) {}

    /** What a plugin costs among many, and among few, when all require each other in some form. */
    private void shapes() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (Form form : SHAPES) {
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
        Stock stock = Stock.make(directory.resolve(name), Kind.TINY, plugins, form);
        // The sum includes the imports that do not count.
        return Trial.of(name, ScaleTrials.Shape.class, 2L * times * stock.sum(), stock.jars(), index, times);
    }

    /** How many are installed and how many of them are imported, a trial with these, and one with none imported. */
    private record Size(int installed, int imported, Trial trial, Trial none) {}

    /** What plugins cost that are installed, and those that are imported of the most that are installed. */
    private void curve() throws Exception {
        List<Size> sizes = new ArrayList<>();
        for (int installed : new TreeSet<>(options.numbers("installed"))) {
            Path jars = directory.resolve("curve-" + installed);
            Stock stock = Stock.make(jars, Kind.TINY, installed, Form.MIXED);
            Trial none = curve(jars, 0, 0);
            sizes.add(new Size(installed, 0, none, none));
            if (installed == Collections.max(options.numbers("installed"))) {
                for (int imported : new TreeSet<>(options.numbers("imported")).headSet(installed, true)) {
                    sizes.add(new Size(installed, imported, curve(jars, stock.sum(imported), imported), none));
                }
            }
        }
        Rounds<Trial> rounds =
                measured(Part.CURVE, sizes.stream().map(Size::trial).toList());
        chapter.heading("Installed, and imported of these");
        chapter.remarks(
                "each plugin has one class and requires up to three others; one importAll in a fresh JVM, after start()",
                "a start is from the first statement of the JVM to the end of start(), with an index; the files are in the"
                        + " system's cache",
                "what there is for each is what there is more than with none imported");
        Table<Size> table = new Table<>(sizes)
                .column("installed", "%,d", Size::installed)
                .column("imported", "%,d", Size::imported)
                .column("start (ms)", "%,.0f", size -> rounds.median(size.trial, Figure.START_NANOS, MILLION));
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
    }

    private Trial curve(Path jars, long sum, int imported) {
        return Trial.of(imported + " imported", ScaleTrials.Curve.class, sum, jars, index, imported);
    }

    /** What one plugin adds; nothing is said if there are no plugins. */
    private static Object more(Size size, Rounds<Trial> rounds, Figure figure, double unit) {
        double more = rounds.median(size.trial, figure, unit) - rounds.median(size.none, figure, unit);
        return size.imported == 0 ? "" : more / size.imported;
    }

    /** The main classes of JVMs that measure. The first arguments of each are the directory of the plugins and that of the index. */
    static final class ScaleTrials {

        /** Threads import plugins one after the other, each thread its share. The last argument is the number of threads. */
        static final class Storm {

            public static void main(String[] arguments) throws Exception {
                List<String> names = Stock.names(Path.of(arguments[0]));
                int threads = Integer.parseInt(arguments[2]);
                ExecutorService pool = Executors.newFixedThreadPool(threads);
                try (PluginHost host = host(arguments)) {
                    host.start();
                    CountDownLatch ready = new CountDownLatch(threads);
                    CountDownLatch go = new CountDownLatch(1);
                    List<Future<Long>> sums = new ArrayList<>();
                    for (int i = 0; i < threads; i++) {
                        int first = i;
                        sums.add(pool.submit(() -> {
                            ready.countDown();
                            go.await();
                            return imported(host, names, first, threads);
                        }));
                    }
                    ready.await();
                    long cpu = Machine.cpuNanos();
                    long begin = System.nanoTime();
                    go.countDown();
                    long sum = 0;
                    for (Future<Long> part : sums) {
                        sum += part.get();
                    }
                    long nanos = System.nanoTime() - begin;
                    Trial.report(sum, Map.of(Figure.NANOS, nanos, Figure.CPU_NANOS, Machine.cpuNanos() - cpu));
                } finally {
                    pool.shutdownNow();
                }
            }

            /** The shares are beside each other, so that threads meet at the plugins that theirs require. */
            private static long imported(PluginHost host, List<String> names, int first, int step) {
                long sum = 0;
                for (int i = first; i < names.size(); i += step) {
                    sum += total(host.importModule(names.get(i)).services(Total.class));
                }
                return sum;
            }
        }

        /**
         * Fresh hosts import the same plugins again and again. The last argument says how many of them count; as many before them do
         * not count. The time does not include closing.
         */
        static final class Shape {

            public static void main(String[] arguments) {
                int times = Integer.parseInt(arguments[2]);
                long sum = 0;
                long nanos = 0;
                long cpuNanos = 0;
                for (int i = 0; i < 2 * times; i++) {
                    if (i == times) {
                        System.gc();
                        nanos = 0;
                        cpuNanos = 0;
                    }
                    long cpuBegin = Machine.cpuNanos();
                    long begin = System.nanoTime();
                    try (PluginHost host = host(arguments)) {
                        host.start();
                        sum += total(host.importServices(Total.class).join());
                        nanos += System.nanoTime() - begin;
                        cpuNanos += Machine.cpuNanos() - cpuBegin;
                    }
                }
                Trial.report(sum, Map.of(Figure.NANOS, nanos, Figure.CPU_NANOS, cpuNanos));
            }
        }

        /** A host starts once and imports the first plugins. The last argument says how many. */
        static final class Curve {

            public static void main(String[] arguments) throws IOException {
                long begin = System.nanoTime();
                PluginHost host = host(arguments);
                host.start();
                long started = System.nanoTime();
                int imports = Integer.parseInt(arguments[2]);
                if (imports > 0) {
                    host.importAll(Stock.names(imports)).join();
                }
                long imported = System.nanoTime();
                long sum = total(host.services(Total.class));
                System.gc();
                long heap = Machine.heap();
                long metaspace = Machine.metaspace().getCommitted();
                long files = Machine.openFiles();
                long threads = Machine.threads();
                long closing = System.nanoTime();
                host.close();
                Trial.report(
                        sum,
                        Map.of(
                                Figure.START_NANOS, started - begin,
                                Figure.NANOS, imported - started,
                                Figure.CLOSE_NANOS, System.nanoTime() - closing,
                                Figure.HEAP, heap,
                                Figure.METASPACE, metaspace,
                                Figure.FILES, files,
                                Figure.THREADS, threads));
            }
        }

        private static PluginHost host(String[] arguments) {
            return PluginHost.builder()
                    .plugins(Path.of(arguments[0]))
                    .index(Path.of(arguments[1]))
                    .build();
        }

        private static long total(List<Total> services) {
            return services.stream().mapToLong(Total::get).sum();
        }
    }
}
