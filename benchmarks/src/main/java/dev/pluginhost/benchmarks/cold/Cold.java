package dev.pluginhost.benchmarks.cold;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.corpus.Form;
import dev.pluginhost.benchmarks.corpus.Kind;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.harness.Trial;
import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The benchmark of cold starts: measures the contenders in turn, each in a fresh JVM. Not thread-safe. */
public final class Cold {

    public static final Options OPTIONS = Options.NONE
            .number("rounds", 7, 1)
            .number("uncounted", 1, 0)
            .number("plugins", 1000, 1)
            .number("few", 10, 1)
            .number("many", 10_000, 1)
            .words("settings", Setting.values())
            .words("rivals", Variant.RIVALS);

    private final Path directory;
    private final Options options;
    private final Map<Setting, Stock> stocks = new EnumMap<>(Setting.class);
    private final Map<Run, Archive> archives = new HashMap<>();
    private final List<String> archiveNotes = new ArrayList<>();

    /** A contender that does something. */
    record Run(Setting setting, Variant variant) {}

    private Cold(Path directory, Options options) {
        this.directory = directory;
        this.options = options;
    }

    /** Runs the benchmark in an empty directory. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Cold cold = new Cold(directory, options);
        for (Setting setting : settings(options)) {
            Stock unused = cold.stock(setting);
        }
        Rounds<Run> rounds = Rounds.measure(
                "cold starts", options.number("uncounted"), options.number("rounds"), cold::round, cold::measure);
        if (cold.archiveNotes.isEmpty() && !cold.archives.isEmpty()) {
            cold.archiveNotes.add("where there is a class archive, all classes of plugins are from it");
        }
        return new ColdReport(options, rounds, cold.archiveNotes).chapter();
    }

    static List<Setting> settings(Options options) {
        return options.words("settings", Setting.class);
    }

    static List<Variant> contenders(Setting setting, Options options) {
        List<Variant> rivals = options.words("rivals", Variant.class);
        return Stream.of(Variant.values())
                .filter(variant -> variant.takesPart(setting, rivals))
                .toList();
    }

    /** Settings that need the same plugins share them. */
    private Stock stock(Setting setting) throws IOException {
        Setting same = setting == Setting.ONE ? Setting.ALL_FLAT : setting;
        Stock stock = stocks.get(same);
        if (stock == null) {
            Path jars = directory.resolve(Options.key(same)).resolve("plugins");
            stock = Stock.make(jars, Kind.UNIVERSAL, same.installed(options), same.form());
            stocks.put(same, stock);
        }
        return stock;
    }

    private List<Run> round(int round) {
        List<Run> runs = new ArrayList<>();
        for (Setting setting : settings(options)) {
            for (Variant variant : Rounds.inTurn(round, contenders(setting, options))) {
                runs.add(new Run(setting, variant));
            }
        }
        return runs;
    }

    private Map<Figure, Double> measure(Run run) throws IOException, InterruptedException {
        return trial(run, run.variant.hasArchive() ? archive(run).use() : List.of())
                .run();
    }

    private Archive archive(Run run) throws IOException, InterruptedException {
        Archive archive = archives.get(run);
        if (archive == null) {
            String file = Options.key(run.setting) + "-" + Options.key(run.variant) + ".jsa";
            archive = new Archive(title(run), directory.resolve(file));
            trial(run, List.of()).run(); // writes what the next run finds, such as the index
            trial(run, archive.make()).run();
            trial(run, archive.useAndLog()).run();
            archiveNotes.addAll(archive.check());
            archives.put(run, archive);
        }
        return archive;
    }

    private Trial trial(Run run, List<String> jvm) throws IOException {
        Stock stock = stock(run.setting);
        List<String> arguments =
                new ArrayList<>(List.of(run.variant.name(), stock.jars().toString()));
        long sum = stock.sum();
        if (run.setting.isOne()) {
            arguments.add(stock.last());
            sum = stock.lastValue();
        }
        return new Trial(title(run), Contender.class, arguments, run.variant.home(), jvm, sum);
    }

    private String title(Run run) {
        return run.variant.title + ", " + run.setting.title(options);
    }

    /**
     * A class archive (CDS) of what a JVM has loaded, with the classes of plugins. A JVM that cannot use its archive says nothing, so
     * one run counts the classes that come from it.
     *
     * @param user what it is for
     */
    record Archive(String user, Path file) {

        /** A line of the log is like {@code [0.6s][info][class,load] acme.p00000.Total source: …}. */
        private static final String OF_PLUGIN = "] acme.";

        private static final String FROM_ARCHIVE = " source: shared objects file (top)";

        /** The options of the JVM that makes it. */
        List<String> make() {
            return List.of("-XX:ArchiveClassesAtExit=" + file);
        }

        /** The options of a JVM that uses it. */
        List<String> use() {
            return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto");
        }

        /** The options of a JVM that uses it and logs where its classes come from. */
        List<String> useAndLog() {
            return List.of(use().get(0), use().get(1), "-Xlog:class+load:file=" + log());
        }

        /**
         * Reads the log.
         *
         * @return a note if some classes of plugins do not come from the archive; else nothing
         * @throws IllegalStateException if no class of a plugin comes from the archive
         */
        List<String> check() throws IOException {
            List<String> classes = Files.readAllLines(log()).stream()
                    .filter(line -> line.contains(OF_PLUGIN))
                    .toList();
            long archived =
                    classes.stream().filter(line -> line.endsWith(FROM_ARCHIVE)).count();
            if (archived == 0) {
                throw new IllegalStateException("No class of a plugin is from the archive: " + user);
            }
            return archived == classes.size()
                    ? List.of()
                    : List.of(user + ": only " + archived + " of " + classes.size()
                            + " classes of plugins are from the archive");
        }

        private Path log() {
            return file.resolveSibling(file.getFileName() + ".log");
        }
    }

    /** What the contenders must do. The report has a table for each setting. */
    enum Setting {
        ALL_FLAT,
        ALL_DAG,
        ONE,
        ONE_OF_FEW,
        ONE_OF_MANY;

        /** Whether one plugin is loaded, and not all that are installed. */
        boolean isOne() {
            return this != ALL_FLAT && this != ALL_DAG;
        }

        int installed(Options options) {
            return switch (this) {
                case ALL_FLAT, ALL_DAG, ONE -> options.number("plugins");
                case ONE_OF_FEW -> options.number("few");
                case ONE_OF_MANY -> Math.max(options.number("many"), options.number("plugins"));
            };
        }

        Form form() {
            return this == ALL_DAG ? Form.MIXED : Form.FLAT;
        }

        String title(Options options) {
            String title = format("%s of %,d plugins", isOne() ? "one" : "all", installed(options));
            return isOne() ? title : title + ", " + form().title;
        }
    }
}
