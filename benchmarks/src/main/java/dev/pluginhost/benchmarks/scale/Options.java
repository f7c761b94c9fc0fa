package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.process.CommandLine;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of a run.
 *
 * @param parts what is measured
 * @param rounds how many rounds count
 * @param uncounted how many rounds before them do not
 * @param plugins how many plugins are asked for at once, and how many the large shapes have
 * @param threads how many threads ask for them
 * @param times how many times three times as many imports as there are plugins count in a JVM that measures a shape
 * @param installed how many plugins are installed, in growing order
 * @param imported how many of the most that are installed are imported, in growing order
 * @param docs where the report is written with its charts as well, if anywhere
 */
record Options(
        Set<Part> parts,
        int rounds,
        int uncounted,
        int plugins,
        int threads,
        int times,
        List<Integer> installed,
        List<Integer> imported,
        @Nullable Path docs) {

    static final String USAGE = "[--parts " + CommandLine.keys(Part.values(), Options::key)
            + "] [--rounds N] [--uncounted N] [--plugins N] [--threads N] [--times N]"
            + " [--installed N,N] [--imported N,N] [--docs DIRECTORY]";

    private static final Options DEFAULT = new Options(
            EnumSet.allOf(Part.class),
            5,
            1,
            1000,
            64,
            1,
            List.of(1000, 3000, 10_000),
            List.of(100, 300, 1000, 3000),
            null);

    /** Copies the lists. */
    Options {
        parts = Set.copyOf(parts);
        installed = List.copyOf(installed);
        imported = List.copyOf(imported);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static Options of(List<String> arguments) {
        Options options = CommandLine.read(arguments, DEFAULT, Options::with);
        if (options.most(options.imported) > options.most(options.installed)) {
            throw new IllegalArgumentException("More are to be imported than are installed");
        }
        return options;
    }

    /** The last of growing numbers. */
    int most(List<Integer> numbers) {
        return numbers.get(numbers.size() - 1);
    }

    private Options with(String name, String value) {
        Set<Part> newParts = parts;
        int newRounds = rounds;
        int newUncounted = uncounted;
        int newPlugins = plugins;
        int newThreads = threads;
        int newTimes = times;
        List<Integer> newInstalled = installed;
        List<Integer> newImported = imported;
        Path newDocs = docs;
        switch (name) {
            case "--parts" -> newParts = Set.copyOf(CommandLine.chosen(value, Part.values(), Options::key));
            case "--rounds" -> newRounds = CommandLine.atLeast(1, value);
            case "--uncounted" -> newUncounted = CommandLine.atLeast(0, value);
            case "--plugins" -> newPlugins = CommandLine.atLeast(10, value); // a tenth of them is measured as well
            case "--threads" -> newThreads = CommandLine.atLeast(2, value);
            case "--times" -> newTimes = CommandLine.atLeast(1, value);
            case "--installed" -> newInstalled = growing(value);
            case "--imported" -> newImported = growing(value);
            case "--docs" -> newDocs = Path.of(value);
            default -> throw new IllegalArgumentException("There is no option " + name);
        }
        return new Options(
                newParts,
                newRounds,
                newUncounted,
                newPlugins,
                newThreads,
                newTimes,
                newInstalled,
                newImported,
                newDocs);
    }

    private static List<Integer> growing(String value) {
        Set<Integer> numbers = new TreeSet<>();
        for (String word : value.split(",", -1)) {
            numbers.add(CommandLine.atLeast(2, word));
        }
        return List.copyOf(numbers);
    }

    private static String key(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }
}
