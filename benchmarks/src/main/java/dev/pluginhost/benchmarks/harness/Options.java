package dev.pluginhost.benchmarks.harness;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Named options with their values. A command line is read in pairs of a name and a value. Immutable. */
public final class Options {

    /** No options, to begin with. */
    public static final Options NONE = new Options(Map.of());

    private final Map<String, Option> options;

    /** How the usage shows its values, how a value is read, and the value. */
    private record Option(
            String values,
            Function<String, Object> reader,
            @Nullable Object value) {}

    private Options(Map<String, Option> options) {
        this.options = options;
    }

    /** Adds an option that is a number. */
    public Options number(String name, int byDefault, int least) {
        return with(name, new Option("N", value -> List.of(atLeast(least, value)), List.of(byDefault)));
    }

    /** Adds an option that is a list of numbers. */
    public Options numbers(String name, List<Integer> byDefault, int least) {
        return with(name, new Option("N,N", value -> each(value, word -> atLeast(least, word)), byDefault));
    }

    /** Adds an option that lists {@linkplain #key words} for constants; by default it has all of them. */
    public <T extends Enum<T>> Options words(String name, T[] all) {
        String words = Stream.of(all).map(Options::key).collect(Collectors.joining(","));
        Function<String, T> reader = word -> Stream.of(all)
                .filter(constant -> key(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no " + word + "; there are " + words));
        return with(name, new Option(words, value -> each(value, reader), List.of(all)));
    }

    /** Adds an option that is a directory; by default there is none. */
    public Options directory(String name) {
        return with(name, new Option("DIRECTORY", Path::of, null));
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if there is no such option, or a value is wrong
     */
    public Options read(List<String> arguments) {
        Options read = this;
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i).replaceFirst("^--", "");
            Option option = options.get(name);
            if (option == null) {
                throw new IllegalArgumentException("There is no option " + arguments.get(i));
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(i) + " needs a value");
            }
            Object value = option.reader.apply(arguments.get(i + 1));
            read = read.with(name, new Option(option.values, option.reader, value));
        }
        return read;
    }

    public int number(String name) {
        return numbers(name).get(0);
    }

    @SuppressWarnings("unchecked") // it was added as such
    public List<Integer> numbers(String name) {
        return (List<Integer>) value(name);
    }

    @SuppressWarnings("unchecked") // it was added as such
    public <T extends Enum<T>> List<T> words(String name, Class<T> type) {
        return (List<T>) value(name);
    }

    public @Nullable Path directoryOf(String name) {
        return (Path) Objects.requireNonNull(options.get(name), name).value;
    }

    /** All options with the values that they take, in one line. */
    public String usage() {
        return options.entrySet().stream()
                .map(option -> "[--" + option.getKey() + " " + option.getValue().values + "]")
                .collect(Collectors.joining(" "));
    }

    /** The word for a constant on the command line. */
    public static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Options with(String name, Option option) {
        Map<String, Option> more = new LinkedHashMap<>(options);
        more.put(name, option);
        return new Options(more);
    }

    private Object value(String name) {
        return Objects.requireNonNull(Objects.requireNonNull(options.get(name), name).value, name);
    }

    private static <T> List<T> each(String value, Function<String, T> reader) {
        return Stream.of(value.split(",", -1)).map(reader).toList();
    }

    private static int atLeast(int least, String value) {
        int number = Integer.parseInt(value);
        if (number < least) {
            throw new IllegalArgumentException(value + " is less than " + least);
        }
        return number;
    }
}
