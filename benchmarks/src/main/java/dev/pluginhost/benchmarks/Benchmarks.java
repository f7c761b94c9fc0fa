package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.report.Chapter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The main class: runs the benchmarks one after the other and reports, what is wanted first. Exits with 1 if the command line
 * makes no sense, and by an exception if what was measured is not to be trusted; that something is not as wanted is no error.
 */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Runs them.
     *
     * @param arguments the options; {@code --docs docs} writes the report with its charts to a directory as well
     */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.of(Arrays.asList(arguments));
            for (Part part : options.parts()) {
                part.check(options.argumentsOf(part));
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; options: " + Options.usage());
            System.exit(1);
            return;
        }
        run(options);
    }

    private static void run(Options options) throws Exception {
        List<Chapter> chapters = new ArrayList<>();
        for (Part part : options.parts()) {
            chapters.add(part.measure(options.argumentsOf(part)));
        }
        Summary summary = Summary.of(Machine.description(), chapters);
        System.out.println();
        summary.plain().forEach(System.out::println);
        for (Chapter chapter : chapters) {
            System.out.printf("%n%s%n%n", chapter.title());
            chapter.details().plain().forEach(System.out::println);
        }
        if (options.docs() != null) {
            new Docs(options.docs()).write(Runtime.version().feature(), summary, chapters);
        }
    }
}
