package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.benchmarks.process.CommandLine;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a run.
 *
 * @param rounds how many JVMs measure each call
 * @param plugins how many plugins are imported
 * @param threads how many threads call, one number after the other
 * @param millis how long an iteration takes, of which there are {@value #WARM_UPS} that do not count and then
 *     {@value #ITERATIONS}
 */
record Options(int rounds, int plugins, List<Integer> threads, int millis) {

    static final String USAGE = "[--rounds N] [--plugins N] [--threads N,N] [--millis N]";
    static final int WARM_UPS = 3;
    static final int ITERATIONS = 3;

    private static final Options DEFAULT = new Options(5, 1000, List.of(1, 8), 500);

    /** Copies the list. */
    Options {
        threads = List.copyOf(threads);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static Options of(List<String> arguments) {
        return CommandLine.read(arguments, DEFAULT, Options::with);
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--rounds" -> new Options(CommandLine.atLeast(1, value), plugins, threads, millis);
            case "--plugins" -> new Options(rounds, CommandLine.atLeast(1, value), threads, millis);
            case "--threads" -> new Options(rounds, plugins, numbers(value), millis);
            case "--millis" -> new Options(rounds, plugins, threads, CommandLine.atLeast(1, value));
            default -> throw new IllegalArgumentException("There is no option " + name);
        };
    }

    private static List<Integer> numbers(String value) {
        List<Integer> numbers = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            numbers.add(CommandLine.atLeast(1, word));
        }
        return numbers;
    }
}
