package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.process.Scratch;
import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The benchmark: measures what grows with the number of plugins, each measurement in a fresh JVM with the options of this one,
 * and reports.
 */
public final class ScaleBenchmark {

    /** The options that there are. */
    public static final String USAGE = Options.USAGE;

    private ScaleBenchmark() {}

    /**
     * Reads the arguments, and no more.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    public static void check(List<String> arguments) {
        Options.of(arguments);
    }

    /**
     * Runs the benchmark. With {@code --docs} it writes a page of its own as well.
     *
     * @throws IllegalArgumentException if the arguments make no sense
     * @throws IllegalStateException if plugins have not done all their work
     */
    public static Chapter measure(List<String> arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        Outcome outcome = new Outcome();
        try (Scratch scratch = Scratch.make()) {
            for (Part part : Part.values()) {
                if (options.parts().contains(part)) {
                    System.out.printf(Locale.ROOT, "scale: %s; load of the machine %.1f%n", part, Machine.load());
                    measure(part, options, scratch.path(), outcome);
                }
            }
        }
        Chapter chapter = outcome.chapter("Many plugins");
        if (options.docs() != null) {
            new Page(chapter).write(options.docs());
        }
        return chapter;
    }

    private static void measure(Part part, Options options, Path directory, Outcome outcome)
            throws IOException, InterruptedException {
        switch (part) {
            case STORM -> Storm.measure(options, directory, outcome);
            case SHAPES -> Shapes.measure(options, directory, outcome);
            case INSTALLED -> Installed.measure(options, directory, outcome);
            case IMPORTED -> Imported.measure(options, directory, outcome);
        }
    }
}
