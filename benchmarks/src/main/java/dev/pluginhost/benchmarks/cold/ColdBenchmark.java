package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.process.FreshJvm;
import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The main class of the benchmark: measures the contenders in turn, each in a fresh JVM with the options of this one, and
 * reports. Exits with 1 if the command line makes no sense, and by an exception if a contender has not done all its work.
 */
public final class ColdBenchmark {

    private static final long SEED = 1000;

    private final Options options;
    private final Map<Shape, Stock> stocks = new EnumMap<>(Shape.class);
    private final Map<Setting, Rounds> rounds = new LinkedHashMap<>();

    private ColdBenchmark(Options options, Path directory) {
        this.options = options;
        for (Shape shape : options.shapes()) {
            stocks.put(
                    shape, Stock.make(directory.resolve(shape.key()), SEED, options.plugins(), shape.mostRequired()));
        }
    }

    /**
     * Runs the benchmark.
     *
     * @param arguments the options; {@code --docs docs} writes the report with its charts to a directory as well
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.of(Arrays.asList(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; options: " + Options.USAGE);
            System.exit(1);
            return;
        }
        try (Scratch scratch = Scratch.make()) {
            Report report = new ColdBenchmark(options, scratch.path()).measure();
            report.plain().forEach(System.out::println);
            if (options.docs() != null) {
                write(report, options.docs());
            }
        }
    }

    private Report measure() throws IOException, InterruptedException {
        for (int round = 1 - options.uncounted(); round <= options.rounds(); round++) {
            System.out.printf(
                    Locale.ROOT,
                    "round %s of %d; load of the machine %.1f%n",
                    round < 1 ? "uncounted before the first" : round,
                    options.rounds(),
                    Machine.load());
            for (Setting setting : Setting.of(options.shapes())) {
                for (Variant variant : options.contenders()) {
                    Measurement measurement = measure(setting, variant);
                    if (round >= 1) {
                        rounds.computeIfAbsent(setting, none -> new Rounds()).add(variant, measurement);
                    }
                }
            }
        }
        return new Report(options, rounds, notes());
    }

    private Measurement measure(Setting setting, Variant variant) throws IOException, InterruptedException {
        Stock stock = stock(setting.shape());
        Measurement measurement = Measurement.read(
                FreshJvm.run(Trial.class, Trial.arguments(variant, setting.task(), stock.jars(), stock.one())));
        long expected = setting.task() == Task.ALL ? stock.sum() : stock.total(stock.one());
        if (measurement.sum() != expected) {
            throw new IllegalStateException("The services come to " + measurement.sum() + " with " + variant.title()
                    + ", and should come to " + expected + ": " + setting.title(options.plugins()));
        }
        return measurement;
    }

    private List<String> notes() {
        return options.shapes().stream()
                .filter(shape -> shape.mostRequired() > 0)
                .map(shape -> {
                    Stock stock = stock(shape);
                    return "where " + shape.title() + ", one plugin comes with " + stock.comesWith(stock.one())
                            + " others";
                })
                .toList();
    }

    private Stock stock(Shape shape) {
        Stock stock = stocks.get(shape);
        if (stock == null) {
            throw new IllegalArgumentException(shape.name());
        }
        return stock;
    }

    private static void write(Report report, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("benchmarks.md"), report.markdown());
        for (Map.Entry<String, List<String>> chart : report.charts().entrySet()) {
            Files.write(directory.resolve(chart.getKey()), chart.getValue());
        }
    }
}
