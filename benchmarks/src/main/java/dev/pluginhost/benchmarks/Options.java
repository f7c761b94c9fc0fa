package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.process.CommandLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options of a run of all benchmarks.
 *
 * @param parts which of them run
 * @param forAll options that each of these is handed, names and values in turn
 * @param forOne options that one part is handed after those, each with the key of the part and a dot before its name:
 *     {@code --cold.many}
 * @param docs where the report is written with its charts as well, if anywhere
 */
record Options(
        List<Part> parts,
        List<String> forAll,
        List<String> forOne,
        @Nullable Path docs) {

    private static final Options DEFAULT = new Options(List.of(Part.values()), List.of(), List.of(), null);

    /** Copies the lists. */
    Options {
        parts = List.copyOf(parts);
        forAll = List.copyOf(forAll);
        forOne = List.copyOf(forOne);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static Options of(List<String> arguments) {
        return CommandLine.read(arguments, DEFAULT, Options::with);
    }

    static String usage() {
        return "[--only " + CommandLine.keys(Part.values(), Part::key)
                + "] [--rounds N] [--plugins N] [--docs DIRECTORY], and for a part alone, such as --cold.rounds:\n"
                + Arrays.stream(Part.values())
                        .map(part -> part.key() + ": " + part.usage())
                        .collect(Collectors.joining("\n"));
    }

    /** The options of a part. */
    List<String> argumentsOf(Part part) {
        List<String> arguments = new ArrayList<>(forAll);
        String prefix = prefixOf(part);
        for (int i = 0; i < forOne.size(); i += 2) {
            if (forOne.get(i).startsWith(prefix)) {
                arguments.add("--" + forOne.get(i).substring(prefix.length()));
                arguments.add(forOne.get(i + 1));
            }
        }
        return arguments;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--only" -> new Options(CommandLine.chosen(value, Part.values(), Part::key), forAll, forOne, docs);
            case "--rounds", "--plugins" -> new Options(parts, and(forAll, name, value), forOne, docs);
            case "--docs" -> new Options(parts, forAll, forOne, Path.of(value));
            default -> {
                if (Arrays.stream(Part.values()).noneMatch(part -> name.startsWith(prefixOf(part)))) {
                    throw new IllegalArgumentException("There is no option " + name);
                }
                yield new Options(parts, forAll, and(forOne, name, value), docs);
            }
        };
    }

    private static String prefixOf(Part part) {
        return "--" + part.key() + ".";
    }

    private static List<String> and(List<String> options, String name, String value) {
        List<String> more = new ArrayList<>(options);
        more.add(name);
        more.add(value);
        return more;
    }
}
