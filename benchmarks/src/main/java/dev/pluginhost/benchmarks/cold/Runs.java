package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.process.FreshJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs contenders, each time in a fresh JVM, and fails if one has not done all its work. Not safe for use by several threads. */
final class Runs {

    private final Options options;
    private final Stocks stocks;
    private final Path directory;
    private final Map<String, Archive> archives = new LinkedHashMap<>();

    /**
     * With nothing run yet.
     *
     * @param directory for class archives
     */
    Runs(Options options, Stocks stocks, Path directory) {
        this.options = options;
        this.stocks = stocks;
        this.directory = directory;
    }

    /** Measures once, with the class archive of an uncounted run if the contender is to have one. */
    Measurement measure(Setting setting, Variant variant) throws IOException, InterruptedException {
        return run(setting, variant, jvm(setting, variant));
    }

    private List<String> jvm(Setting setting, Variant variant) throws IOException, InterruptedException {
        if (variant == Variant.LAYRRY) {
            return List.of("--class-path", LayrryHome.classPath());
        }
        return variant.hasArchive() ? archive(setting, variant).use() : List.of();
    }

    /** What was found out about class archives. */
    List<String> notes() {
        List<String> incomplete = archives.values().stream()
                .flatMap(archive -> archive.note().stream())
                .toList();
        return incomplete.isEmpty() && !archives.isEmpty()
                ? List.of("where there is a class archive, all classes of plugins are from it")
                : incomplete;
    }

    private Archive archive(Setting setting, Variant variant) throws IOException, InterruptedException {
        String key = setting.key() + "-" + variant.key();
        Archive archive = archives.get(key);
        if (archive == null) {
            archive = new Archive(
                    variant.title() + ", " + setting.title(options),
                    directory.resolve(key + ".jsa"),
                    stocks.of(setting).totals().keySet());
            run(setting, variant, List.of()); // leaves what the next run finds, the host's index
            run(setting, variant, archive.make());
            run(setting, variant, archive.useAndTell());
            archive.check();
            archives.put(key, archive);
        }
        return archive;
    }

    private Measurement run(Setting setting, Variant variant, List<String> jvm)
            throws IOException, InterruptedException {
        Stock stock = stocks.of(setting);
        Measurement measurement = Measurement.read(
                FreshJvm.run(Trial.class, Trial.arguments(variant, setting.task(), stock.jars(), stock.one()), jvm));
        long expected = stocks.expected(setting);
        if (measurement.sum() != expected) {
            throw new IllegalStateException("The services come to " + measurement.sum() + " with " + variant.title()
                    + ", and should come to " + expected + ": " + setting.title(options));
        }
        return measurement;
    }
}
