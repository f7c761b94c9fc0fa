package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.cold.Cold;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.hot.Hot;
import dev.pluginhost.benchmarks.loop.Loop;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Report;
import dev.pluginhost.benchmarks.scale.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The main class: runs the benchmarks one after the other and reports, the goals first. It exits with 1 if the command line is
 * wrong, and by an exception if a measurement cannot be trusted. A goal that is not met is no error.
 */
public final class Benchmarks {

    private static final Options OPTIONS =
            Options.NONE.words("only", Part.values()).directory("docs");

    private Benchmarks() {}

    /** The benchmarks, in the order in which they run. */
    enum Part {
        COLD,
        LOOP,
        HOT,
        SCALE;

        private Options options() {
            return switch (this) {
                case COLD -> Cold.OPTIONS;
                case LOOP -> Loop.OPTIONS;
                case HOT -> Hot.OPTIONS;
                case SCALE -> Scale.OPTIONS;
            };
        }

        private Chapter measure(Path scratch, Options options) throws Exception {
            return switch (this) {
                case COLD -> Cold.measure(scratch, options);
                case LOOP -> Loop.measure(scratch, options);
                case HOT -> Hot.measure(scratch, options);
                case SCALE -> Scale.measure(scratch, options);
            };
        }
    }

    /** What a command line asks for: some parts with the options of each, and pages in a directory. */
    record Plan(Map<Part, Options> parts, @Nullable Path docs) {

        /**
         * Reads a command line. {@code --rounds} and {@code --plugins} are for all parts; {@code --cold.rounds} is for one, and
         * stronger.
         *
         * @throws IllegalArgumentException if there is no such option, or a value is wrong
         */
        static Plan of(List<String> arguments) {
            List<String> own = new ArrayList<>();
            List<String> all = new ArrayList<>();
            Map<Part, List<String>> one = new EnumMap<>(Part.class);
            for (int i = 0; i < arguments.size(); i += 2) {
                List<String> option = new ArrayList<>(arguments.subList(i, Math.min(i + 2, arguments.size())));
                List<String> target = List.of("--rounds", "--plugins").contains(option.get(0)) ? all : own;
                for (Part part : Part.values()) {
                    String prefix = "--" + Options.key(part) + ".";
                    if (option.get(0).startsWith(prefix)) {
                        option.set(0, "--" + option.get(0).substring(prefix.length()));
                        target = one.computeIfAbsent(part, none -> new ArrayList<>());
                    }
                }
                target.addAll(option);
            }
            Options read = OPTIONS.read(own);
            Map<Part, Options> parts = new LinkedHashMap<>();
            for (Part part : read.words("only", Part.class)) {
                List<String> options = new ArrayList<>(all);
                options.addAll(one.getOrDefault(part, List.of()));
                parts.put(part, part.options().read(options));
            }
            return new Plan(parts, read.directoryOf("docs"));
        }
    }

    /**
     * Runs them.
     *
     * @param arguments the options; {@code --docs docs} also writes the report to a directory
     */
    public static void main(String[] arguments) throws Exception {
        Plan plan;
        try {
            plan = Plan.of(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; options: " + OPTIONS.usage()
                    + " [--rounds N] [--plugins N], and for one benchmark, such as --cold.rounds:");
            for (Part part : Part.values()) {
                System.err.println(Options.key(part) + ": " + part.options().usage());
            }
            System.exit(1);
            return;
        }
        List<Chapter> chapters = new ArrayList<>();
        for (Map.Entry<Part, Options> part : plan.parts.entrySet()) {
            Path scratch = Files.createTempDirectory("benchmark");
            try {
                chapters.add(part.getKey().measure(scratch, part.getValue()));
            } finally {
                delete(scratch);
            }
        }
        Report report = new Report(Runtime.version().feature(), Machine.description(), chapters);
        System.out.println();
        report.lines().forEach(System.out::println);
        if (plan.docs != null) {
            report.write(plan.docs);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
