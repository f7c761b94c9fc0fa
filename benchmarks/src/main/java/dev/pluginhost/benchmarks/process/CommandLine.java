package dev.pluginhost.benchmarks.process;

import java.util.List;

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

    /** The number that a value is. */
    public static int atLeast(int least, String value) {
        int number = Integer.parseInt(value);
        if (number < least) {
            throw new IllegalArgumentException(value + " is less than " + least);
        }
        return number;
    }
}
