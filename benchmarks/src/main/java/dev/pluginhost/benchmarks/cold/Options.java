package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.process.CommandLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told.
 *
 * @param rounds how many rounds count
 * @param uncounted how many rounds before them do not
 * @param plugins how many plugins are installed
 * @param contenders who takes part, the host always
 * @param shapes who requires whom
 * @param docs where the report is written with its charts as well, if anywhere
 */
record Options(
        int rounds,
        int uncounted,
        int plugins,
        List<Variant> contenders,
        List<Shape> shapes,
        @Nullable Path docs) {

    static final String USAGE = "[--rounds N] [--uncounted N] [--plugins N] [--contenders "
            + keys(Variant.values(), Variant::key) + "] [--graph " + keys(Shape.values(), Shape::key)
            + "] [--docs DIRECTORY]";

    private static final Options DEFAULT =
            new Options(7, 1, 1000, List.of(Variant.values()), List.of(Shape.values()), null);

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
        return CommandLine.read(arguments, DEFAULT, Options::with);
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--rounds" -> new Options(CommandLine.atLeast(1, value), uncounted, plugins, contenders, shapes, docs);
            case "--uncounted" -> new Options(rounds, CommandLine.atLeast(0, value), plugins, contenders, shapes, docs);
            case "--plugins" -> new Options(rounds, uncounted, CommandLine.atLeast(1, value), contenders, shapes, docs);
            case "--contenders" -> new Options(rounds, uncounted, plugins, withHost(value), shapes, docs);
            case "--graph" ->
                new Options(rounds, uncounted, plugins, contenders, chosen(value, Shape.values(), Shape::key), docs);
            case "--docs" -> new Options(rounds, uncounted, plugins, contenders, shapes, Path.of(value));
            default -> throw new IllegalArgumentException("There is no option " + name);
        };
    }

    private static List<Variant> withHost(String keys) {
        Set<Variant> chosen = EnumSet.of(Variant.HOST);
        chosen.addAll(chosen(keys, Variant.values(), Variant::key));
        return List.copyOf(chosen);
    }

    private static <T> List<T> chosen(String keys, T[] all, Function<T, String> key) {
        List<T> chosen = new ArrayList<>();
        for (String word : keys.split(",", -1)) {
            chosen.add(Arrays.stream(all)
                    .filter(one -> key.apply(one).equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("There is no " + word + "; there are " + keys(all, key))));
        }
        return chosen;
    }

    private static <T> String keys(T[] all, Function<T, String> key) {
        return String.join(",", Arrays.stream(all).map(key).toList());
    }
}
