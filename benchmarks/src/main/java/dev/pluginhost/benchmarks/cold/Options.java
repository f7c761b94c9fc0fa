package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.process.CommandLine;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The options of a run.
 *
 * @param rounds how many rounds count
 * @param uncounted how many rounds before them do not
 * @param plugins how many plugins are installed
 * @param many how many are installed where there are many more; 0 leaves that out
 * @param contenders who takes part, the host always
 * @param shapes who requires whom
 */
record Options(int rounds, int uncounted, int plugins, int many, List<Variant> contenders, List<Shape> shapes) {

    static final String USAGE = "[--rounds N] [--uncounted N] [--plugins N] [--many N] [--contenders "
            + CommandLine.keys(Variant.values(), Variant::key) + "] [--graph "
            + CommandLine.keys(Shape.values(), Shape::key) + "]";

    /** Stands for ten times the plugins, whose number may be set later. */
    private static final int TEN_TIMES = -1;

    private static final Options DEFAULT =
            new Options(7, 1, 1000, TEN_TIMES, List.of(Variant.values()), List.of(Shape.values()));

    /** Copies the lists. */
    Options {
        contenders = List.copyOf(contenders);
        shapes = List.copyOf(shapes);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static Options of(List<String> arguments) {
        return CommandLine.read(arguments, DEFAULT, Options::with).resolved();
    }

    private Options resolved() {
        if (many == TEN_TIMES) {
            return new Options(rounds, uncounted, plugins, 10 * plugins, contenders, shapes);
        }
        if (many > 0 && many < plugins) {
            throw new IllegalArgumentException("--many " + many + " is less than --plugins " + plugins);
        }
        return this;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--rounds" -> new Options(CommandLine.atLeast(1, value), uncounted, plugins, many, contenders, shapes);
            case "--uncounted" -> new Options(rounds, CommandLine.atLeast(0, value), plugins, many, contenders, shapes);
            case "--plugins" -> new Options(rounds, uncounted, CommandLine.atLeast(1, value), many, contenders, shapes);
            case "--many" -> new Options(rounds, uncounted, plugins, CommandLine.atLeast(0, value), contenders, shapes);
            case "--contenders" -> new Options(rounds, uncounted, plugins, many, withHost(value), shapes);
            case "--graph" ->
                new Options(
                        rounds,
                        uncounted,
                        plugins,
                        many,
                        contenders,
                        CommandLine.chosen(value, Shape.values(), Shape::key));
            default -> throw new IllegalArgumentException("There is no option " + name);
        };
    }

    private static List<Variant> withHost(String keys) {
        Set<Variant> chosen = EnumSet.of(Variant.HOST);
        chosen.addAll(CommandLine.chosen(keys, Variant.values(), Variant::key));
        return List.copyOf(chosen);
    }
}
