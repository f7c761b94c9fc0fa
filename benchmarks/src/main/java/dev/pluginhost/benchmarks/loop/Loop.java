package dev.pluginhost.benchmarks.loop;

import static dev.pluginhost.benchmarks.report.Table.format;

import acme.home.loop.EventLoop;
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
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** The benchmark of the loop: measures the variants in turn, each in a fresh JVM. Not thread-safe. */
public final class Loop {

    public static final Options OPTIONS =
            Options.NONE.number("rounds", 7, 1).number("plugins", 1000, 1).number("tick-micros", 1000, 1);

    private static final double MILLION = 1_000_000;

    private final Stock stock;
    private final Duration tick;

    /** How long the idle variant takes: as long as the last run with the host. */
    private Duration window = Duration.ZERO;

    private Loop(Stock stock, Options options) {
        this.stock = stock;
        this.tick = tick(options);
    }

    /** What happens while the loop ticks. */
    enum Variant {
        IDLE("idle"),
        HOST("PluginHost"),
        PLAIN("plain thread");

        final String title;

        Variant(String title) {
            this.title = title;
        }
    }

    /** A row of the table. */
    private record Row(String title, Figure figure, double unit, String format, boolean overIdle, boolean overPlain) {}

    private static final Row P999 = new Row("tick delay, 99.9 % (ms)", Figure.P999, MILLION, "%.3f", true, true);

    private static final List<Row> ROWS = List.of(
            new Row("tick delay, median (ms)", Figure.P50, MILLION, "%.3f", true, true),
            new Row("tick delay, 99 % (ms)", Figure.P99, MILLION, "%.3f", true, true),
            P999,
            new Row("tick delay, worst (ms)", Figure.WORST, MILLION, "%.3f", true, true),
            new Row("window (ms)", Figure.NANOS, MILLION, "%.0f", false, true),
            new Row("ticks made in it", Figure.TICKS, 1, "%.0f", false, false),
            new Row("ticks missed in it", Figure.MISSED, 1, "%.0f", false, false),
            new Row("processor time (ms)", Figure.CPU_NANOS, MILLION, "%.0f", false, true),
            new Row("allocated (MB)", Figure.ALLOCATED, MILLION, "%.1f", false, true),
            new Row("collections (ms)", Figure.GC_MILLIS, 1, "%.0f", false, false),
            new Row("compilations (ms)", Figure.JIT_MILLIS, 1, "%.0f", false, false),
            new Row("classes loaded", Figure.CLASSES, 1, "%.0f", false, false));

    /** Runs the benchmark in an empty directory. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Loop loop = new Loop(
                Stock.make(directory.resolve("plugins"), Kind.STARTED, options.number("plugins"), Form.MIXED), options);
        loop.measure(Variant.HOST); // does not count: it fills the system's cache and sets the first window
        return report(
                options,
                Rounds.measure(
                        "the loop", 0, options.number("rounds"), round -> List.of(Variant.values()), loop::measure));
    }

    private Map<Figure, Double> measure(Variant variant) throws IOException, InterruptedException {
        long sum = variant == Variant.IDLE ? 0 : stock.sum();
        Map<Figure, Double> figures = Trial.of(
                        variant.title, LoopTrial.class, sum, variant.name(), stock.jars(), tick, window)
                .run();
        if (variant == Variant.HOST) {
            window = Duration.ofNanos(figures.getOrDefault(Figure.NANOS, 0.0).longValue());
        }
        return figures;
    }

    private static Duration tick(Options options) {
        return Duration.ofNanos(1_000L * options.number("tick-micros"));
    }

    static Chapter report(Options options, Rounds<Variant> rounds) {
        Chapter chapter = new Chapter("The loop");
        int plugins = options.number("plugins");
        chapter.goal(new Goal(
                P999.title.replace(" (ms)", "") + ", while " + plugins + " plugins are imported",
                Variant.PLAIN.title,
                1.2,
                over(Variant.PLAIN, P999, rounds)));
        chapter.remarks(
                format(
                        "%d plugins; a tick every %.3f ms; %d rounds, each variant in a fresh JVM",
                        plugins, tick(options).toNanos() / MILLION, options.number("rounds")),
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round");
        Table<Row> table = new Table<>(ROWS).column("", "", row -> row.title);
        for (Variant variant : Variant.values()) {
            table.column(variant.title, "", row -> format(row.format, rounds.median(variant, row.figure, row.unit)));
        }
        table.column("PluginHost / idle", "", row -> row.overIdle ? over(Variant.IDLE, row, rounds) : "")
                .column("PluginHost / plain thread", "", row -> row.overPlain ? over(Variant.PLAIN, row, rounds) : "");
        chapter.table(table);
        return chapter;
    }

    private static Ratio over(Variant other, Row row, Rounds<Variant> rounds) {
        return rounds.ratio(Variant.HOST, other, row.figure);
    }

    /**
     * The main class of a JVM that measures once: a loop ticks while something else happens, and the ticks in that time count. Its
     * arguments are a variant, the directory of the plugins, the period of the loop and the time to be idle.
     */
    static final class LoopTrial {

        /** The loop's own code is loaded then, and some of it is compiled. */
        private static final int TICKS_BEFORE = 500;

        private static final int MOST_TICKS = 500_000;

        public static void main(String[] arguments) throws Exception {
            Path jars = Path.of(arguments[1]);
            Duration tick = Duration.parse(arguments[2]);
            Duration idle = Duration.parse(arguments[3]);
            Lateness lateness = new Lateness(MOST_TICKS);
            try (EventLoop loop = new EventLoop(tick, lateness)) {
                Callable<Long> work = switch (Variant.valueOf(arguments[0])) {
                    case IDLE ->
                        () -> {
                            TimeUnit.NANOSECONDS.sleep(idle.toNanos());
                            return 0L;
                        };
                    case HOST -> () -> host(jars, loop);
                    case PLAIN -> () -> plain(jars);
                };
                measure(work, loop, lateness, tick);
            }
        }

        private static void measure(Callable<Long> work, EventLoop loop, Lateness lateness, Duration tick)
                throws Exception {
            Machine.usage(); // loads the classes that this needs
            while (loop.ticks().count() < TICKS_BEFORE) {
                Thread.sleep(tick.toMillis() + 1);
            }
            CompletableFuture.runAsync(lateness::begin, loop).join();
            Map<Figure, Long> before = Machine.usage();
            long start = System.nanoTime();
            long sum = work.call();
            long window = System.nanoTime() - start;
            // A tick that was due in the window may still be to come; it comes right after a task.
            CompletableFuture.runAsync(() -> {}, loop).join();
            long[] late = CompletableFuture.supplyAsync(lateness::end, loop).join();
            Map<Figure, Long> figures = Machine.usage();
            figures.replaceAll((figure, value) -> value - before.getOrDefault(figure, 0L));
            figures.put(Figure.NANOS, window);
            figures.putAll(Lateness.figures(late, tick.toNanos()));
            Trial.report(sum, figures);
        }

        /** A host as an application opens it. The plugins are marked for import in the background. It ends with the JVM. */
        private static long host(Path jars, EventLoop loop) {
            PluginHost host = PluginHost.builder()
                    .plugins(jars)
                    .nonBlocking(loop::isLoopThread)
                    .build();
            host.start();
            List<Total> totals = host.importServices(Total.class).join();
            return totals.stream().mapToLong(Total::get).sum();
        }

        /** One thread that starts all plugins in order, from one class loader with all jars, as code without a host does. */
        private static long plain(Path jars) throws Exception {
            // The thread lives until the JVM ends, so that what it has allocated is known.
            ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
                Thread daemon = new Thread(task, "plain-load");
                daemon.setDaemon(true);
                return daemon;
            });
            return thread.submit(() -> load(jars)).get();
        }

        @SuppressWarnings("NullAway") // the plugins do not look at their context
        private static long load(Path jars) throws Exception {
            List<String> names = Stock.names(jars);
            List<URL> urls = new ArrayList<>();
            for (String name : names) {
                urls.add(jars.resolve(name + ".jar").toUri().toURL());
            }
            URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), LoopTrial.class.getClassLoader());
            List<Total> totals = new ArrayList<>();
            for (String name : names) {
                instance(Plugin.class, name + ".Main", loader).start(null);
                totals.add(instance(Total.class, name + ".Total", loader));
            }
            return totals.stream().mapToLong(Total::get).sum();
        }

        private static <T> T instance(Class<T> type, String name, ClassLoader loader)
                throws ReflectiveOperationException {
            return type.cast(Class.forName(name, true, loader).getConstructor().newInstance());
        }
    }

    /**
     * Keeps how late each tick of a loop is between {@link #begin} and {@link #end}. All methods are called on the loop, so nothing is
     * shared, and a delay is stored in an array that exists already.
     */
    static final class Lateness implements LongConsumer {

        private final long[] nanos;
        private int count;
        private boolean keeping;

        Lateness(int most) {
            nanos = new long[most];
        }

        void begin() {
            count = 0;
            keeping = true;
        }

        @Override
        public void accept(long nanosLate) {
            if (keeping) {
                nanos[count++] = nanosLate; // fails beyond the array, because a figure without the rest would be wrong
            }
        }

        /** The delays of the ticks that the loop has made. */
        long[] end() {
            keeping = false;
            return Arrays.copyOf(nanos, count);
        }

        /**
         * The figures of delays, with those of the ticks that the loop has missed: without them, the longest delay would count as if it had
         * hit one tick. A missed tick is as late as the next tick after its own time.
         *
         * @param delays at least one
         * @param period from one tick to the next, in nanoseconds
         */
        static Map<Figure, Long> figures(long[] delays, long period) {
            if (delays.length == 0) {
                throw new IllegalArgumentException("There was no tick");
            }
            long[] sorted = Arrays.stream(delays)
                    .flatMap(delay -> LongStream.rangeClosed(0, delay / period).map(missed -> delay - missed * period))
                    .sorted()
                    .toArray();
            Map<Figure, Long> figures = new EnumMap<>(Figure.class);
            figures.put(Figure.P50, percentile(sorted, 50));
            figures.put(Figure.P99, percentile(sorted, 99));
            figures.put(Figure.P999, percentile(sorted, 99.9));
            figures.put(Figure.WORST, percentile(sorted, 100));
            figures.put(Figure.TICKS, (long) delays.length);
            figures.put(Figure.MISSED, (long) sorted.length - delays.length);
            return figures;
        }

        /** The smallest delay that a share of all ticks does not exceed. */
        static long percentile(long[] sorted, double percent) {
            // The multiplication may have added a little to a whole number.
            double rank = Math.ceil(percent * sorted.length / 100 - 1e-6);
            return sorted[Math.max(0, (int) rank - 1)];
        }
    }
}
