package dev.pluginhost.benchmarks.hot;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.corpus.Form;
import dev.pluginhost.benchmarks.corpus.Kind;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Home;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmark of calls that find their plugin imported: JMH measures them in turn, each in a fresh JVM. */
public final class Hot {

    public static final Options OPTIONS = Options.NONE
            .number("rounds", 5, 1)
            .number("plugins", 1000, 1)
            .numbers("threads", List.of(1, 8), 1)
            .number("millis", 500, 1);

    private static final int ITERATIONS = 3;
    private static final Call MAP_GET = new Call("mapGet", "ConcurrentHashMap.get");

    /** The calls, the one that the others are compared with first. */
    static final List<Call> CALLS =
            List.of(MAP_GET, new Call("importModule", "host.importModule"), new Call("find", "host.find"));

    private Hot() {}

    /** A method of {@link Calls}. */
    record Call(String method, String title) {}

    /** A call that so many threads make at the same time. */
    record Setting(Call call, int threads) {

        private boolean isMap() {
            return call.equals(MAP_GET);
        }

        private Ratio overMap(Rounds<Setting> rounds) {
            return rounds.ratio(this, new Setting(MAP_GET, threads), Figure.NANOS);
        }
    }

    /** Runs the benchmark in an empty directory. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Path jars = directory.resolve("plugins");
        Stock unused = Stock.make(jars, Kind.TINY, options.number("plugins"), Form.FLAT);
        List<Setting> settings = new ArrayList<>();
        options.numbers("threads").forEach(threads -> CALLS.forEach(call -> settings.add(new Setting(call, threads))));
        List<String> jvm = new ArrayList<>(Home.HOST.moduleOptions());
        jvm.add("-Dbenchmarks.hot.jars=" + jars);
        TimeValue length = TimeValue.milliseconds(options.number("millis"));
        Rounds<Setting> rounds = Rounds.measure("hot", 0, options.number("rounds"), round -> settings, setting -> {
            // JMH passes on the options and paths of this JVM; the last module path counts.
            RunResult result = new Runner(new OptionsBuilder()
                            .include(Calls.class.getName() + "." + setting.call.method + "$")
                            .jvmArgsAppend(jvm.toArray(String[]::new))
                            .forks(1)
                            .threads(setting.threads)
                            .warmupIterations(ITERATIONS)
                            .warmupTime(length)
                            .measurementIterations(ITERATIONS)
                            .measurementTime(length)
                            .addProfiler(GCProfiler.class)
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .runSingle();
            Result<?> allocated =
                    Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
            return Map.of(Figure.NANOS, result.getPrimaryResult().getScore(), Figure.ALLOCATED, allocated.getScore());
        });
        return report(options, settings, rounds);
    }

    private static Chapter report(Options options, List<Setting> settings, Rounds<Setting> rounds) {
        Chapter chapter = new Chapter("A call that finds its plugin imported");
        for (Setting setting : settings) {
            if (!setting.isMap()) {
                Series bytes = rounds.series(setting, Figure.ALLOCATED);
                String threads = ", threads: " + setting.threads;
                String what = setting.call.title + " of an imported plugin" + threads;
                chapter.goal(new Goal(what, MAP_GET.title, 1.5, setting.overMap(rounds)));
                Ratio allocated = new Ratio(bytes.median(), bytes.min(), bytes.max());
                chapter.goal(new Goal("bytes that it allocates" + threads, "none", 0, allocated));
            }
        }
        chapter.remarks(format(
                "%,d plugins imported; each call is of another name, by a string of the thread's own; time is of one call, as"
                        + " the thread sees it; %d rounds, each call in a fresh JVM",
                options.number("plugins"), options.number("rounds")));
        chapter.table(new Table<>(settings)
                .column("call", "", setting -> setting.call.title)
                .column("threads", "%d", Setting::threads)
                .column("ns", "%.1f", setting -> rounds.median(setting, Figure.NANOS, 1))
                .column("least", "%.1f", it -> rounds.series(it, Figure.NANOS).min())
                .column(
                        "greatest",
                        "%.1f",
                        it -> rounds.series(it, Figure.NANOS).max())
                .column("times the map's", "", setting -> setting.isMap() ? "" : setting.overMap(rounds))
                .column("bytes allocated", "%.3f", setting -> rounds.median(setting, Figure.ALLOCATED, 1)));
        return chapter;
    }
}
