package dev.pluginhost.benchmarks.scale;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Numbers on their way from a JVM that measures to the one that reports, in a line of their own. */
final class Figures {

    /** What the services came to is the first number, whatever is measured. */
    static final int SUM = 0;

    private static final String MARK = "measured ";

    private Figures() {}

    static String line(long... numbers) {
        return MARK + LongStream.of(numbers).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    /** Finds them in what the JVM has written. */
    static long[] read(List<String> lines) {
        String found = lines.stream()
                .filter(line -> line.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There are no figures in " + lines));
        return Arrays.stream(found.substring(MARK.length()).split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
