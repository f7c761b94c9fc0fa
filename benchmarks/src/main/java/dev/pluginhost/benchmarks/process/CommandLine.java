package dev.pluginhost.benchmarks.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Options in pairs of a name and a value. Stateless. */
public final class CommandLine {

    private CommandLine() {}

    /**
     * What one option makes of the options so far.
     *
     * @param <O> the options
     */
    @FunctionalInterface
    public interface Change<O> {
        /**
         * The options with another value.
         *
         * @throws IllegalArgumentException if there is no such option, or the value makes no sense
         */
        O with(O options, String name, String value);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    public static <O> O read(List<String> arguments, O defaults, Change<O> change) {
        O options = defaults;
        for (int i = 0; i < arguments.size(); i += 2) {
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(i) + " wants a value");
            }
            options = change.with(options, arguments.get(i), arguments.get(i + 1));
        }
        return options;
    }

    /**
     * The things whose words a value lists, with commas between them.
     *
     * @param all there are
     * @param key the word for each
     */
    public static <T> List<T> chosen(String value, T[] all, Function<T, String> key) {
        List<T> chosen = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            chosen.add(Arrays.stream(all)
                    .filter(one -> key.apply(one).equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("There is no " + word + "; there are " + keys(all, key))));
        }
        return chosen;
    }

    /** All words that may be {@linkplain #chosen chosen}. */
    public static <T> String keys(T[] all, Function<T, String> key) {
        return String.join(",", Arrays.stream(all).map(key).toList());
    }

    /** The number that a value is. */
    public static int atLeast(int least, String value) {
        int number = Integer.parseInt(value);
        if (number < least) {
            throw new IllegalArgumentException(value + " is less than " + least);
        }
        return number;
    }
}
