package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.process.CommandLine;
import java.time.Duration;
import java.util.List;

/**
 * The options of a run.
 *
 * @param rounds how many rounds count
 * @param plugins how many plugins are imported
 * @param tick from one tick of the loop to the next
 */
record Options(int rounds, int plugins, Duration tick) {

    static final String USAGE = "[--rounds N] [--plugins N] [--tick-micros N]";

    private static final Options DEFAULT = new Options(7, 1000, Duration.ofMillis(1));

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
            case "--rounds" -> new Options(CommandLine.atLeast(1, value), plugins, tick);
            case "--plugins" -> new Options(rounds, CommandLine.atLeast(1, value), tick);
            case "--tick-micros" ->
                new Options(rounds, plugins, Duration.ofNanos(1_000L * CommandLine.atLeast(1, value)));
            default -> throw new IllegalArgumentException("There is no option " + name);
        };
    }
}
