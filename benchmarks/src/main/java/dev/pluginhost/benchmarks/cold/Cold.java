package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.cold.Setting.Graph;
import dev.pluginhost.benchmarks.cold.Setting.Run;
import dev.pluginhost.benchmarks.cold.Setting.Task;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.harness.Trial;
import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The benchmark of cold starts: measures the contenders in turn, each in a fresh JVM. Not thread-safe. */
public final class Cold {

    public static final Options OPTIONS = Options.NONE
            .number("rounds", 7, 1)
            .number("uncounted", 1, 0)
            .number("plugins", 1000, 1)
            .number("many", -1, 0) // stands for ten times the plugins
            .words("contenders", Variant.values())
            .words("graph", Graph.values())
            .checked(Cold::check);

    private static final long SEED = 1000;

    /** A host does not keep a jar in its index that was modified less than two seconds before it was read. */
    private static final long SETTLED_MILLIS = 2_500;

    private final Path directory;
    private final Options options;
    private final Map<Setting, Stock> stocks = new HashMap<>();
    private final Map<Run, Archive> archives = new HashMap<>();
    private final List<String> archiveNotes = new ArrayList<>();

    private Cold(Path directory, Options options) {
        this.directory = directory;
        this.options = options;
    }

    /** Runs the benchmark in an empty directory. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Cold cold = new Cold(directory, options);
        cold.makePlugins();
        Thread.sleep(SETTLED_MILLIS);
        Rounds<Run> rounds = Rounds.measure(
                "cold starts", options.number("uncounted"), options.number("rounds"), cold::round, cold::measure);
        return new ColdReport(options, rounds, cold.othersOfOne(), cold.archiveNotes()).chapter();
    }

    private static void check(Options options) {
        int many = many(options);
        int plugins = options.number("plugins");
        if (many > 0 && many < plugins) {
            throw new IllegalArgumentException("--many " + many + " is less than --plugins " + plugins);
        }
    }

    /** How many plugins are installed where one of many is loaded; 0 for no such setting. */
    static int many(Options options) {
        int many = options.number("many");
        return many < 0 ? 10 * options.number("plugins") : many;
    }

    /** The contenders; the host is always the first. */
    static Set<Variant> contenders(Options options) {
        Set<Variant> contenders = EnumSet.of(Variant.HOST);
        contenders.addAll(options.words("contenders", Variant.class));
        return contenders;
    }

    private void makePlugins() throws IOException {
        for (Setting setting : Setting.of(options)) {
            Graph graph = setting.graph();
            Stock stock = stocks.get(new Setting(graph, Task.ALL));
            if (stock == null) {
                stock = Stock.universal(
                        directory.resolve(Options.key(graph)), SEED, options.number("plugins"), graph.mostRequired);
                if (contenders(options).contains(Variant.LAYRRY)) {
                    Layrry.makeApplication(stock.jars());
                }
            }
            stocks.put(
                    setting,
                    setting.task() == Task.ONE_OF_MANY
                            ? stock.amongMore(directory.resolve(setting.key()), many(options))
                            : stock);
        }
    }

    private Stock stock(Setting setting) {
        return Objects.requireNonNull(stocks.get(setting), setting::toString);
    }

    private List<Run> round(int round) {
        List<Run> runs = new ArrayList<>();
        for (Setting setting : Setting.of(options)) {
            List<Run> ofSetting = contenders(options).stream()
                    .filter(variant -> variant.takesPartIn(setting.task()))
                    .map(setting::by)
                    .toList();
            runs.addAll(Rounds.inTurn(round, ofSetting));
        }
        return runs;
    }

    private Map<Figure, Double> measure(Run run) throws IOException, InterruptedException {
        if (run.variant() == Variant.LAYRRY) {
            return trial(run, List.of("--class-path", Layrry.classPath())).run();
        }
        return trial(run, run.variant().hasArchive ? archive(run).use() : List.of())
                .run();
    }

    private Archive archive(Run run) throws IOException, InterruptedException {
        Archive archive = archives.get(run);
        if (archive == null) {
            String file = run.setting().key() + "-" + Options.key(run.variant()) + ".jsa";
            archive = new Archive(
                    title(run),
                    directory.resolve(file),
                    stock(run.setting()).totals().keySet());
            trial(run, List.of()).run(); // writes what the next run finds, such as the index
            trial(run, archive.make()).run();
            trial(run, archive.useAndLog()).run();
            archiveNotes.addAll(archive.check());
            archives.put(run, archive);
        }
        return archive;
    }

    private Trial trial(Run run, List<String> jvm) {
        Stock stock = stock(run.setting());
        List<String> arguments =
                new ArrayList<>(List.of(run.variant().name(), stock.jars().toString()));
        long sum = stock.sum();
        if (run.setting().task() != Task.ALL) {
            arguments.add(stock.one());
            sum = stock.total(stock.one());
        }
        return new Trial(title(run), ColdTrial.class, arguments, jvm, sum);
    }

    private String title(Run run) {
        return run.variant().title + ", " + run.setting().title(options);
    }

    /** How many plugins are loaded with the one plugin. */
    private Map<Graph, Integer> othersOfOne() {
        Map<Graph, Integer> others = new HashMap<>();
        stocks.forEach((setting, stock) -> others.put(setting.graph(), stock.comesWith(stock.one())));
        return others;
    }

    private List<String> archiveNotes() {
        return archiveNotes.isEmpty() && !archives.isEmpty()
                ? List.of("where there is a class archive, all classes of plugins are from it")
                : archiveNotes;
    }
}
