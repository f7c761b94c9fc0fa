package dev.pluginhost.benchmarks.harness;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One measurement in a fresh JVM, which has the options of this one.
 *
 * @param title what is measured, for messages
 * @param main the main class, which calls {@link #report}
 * @param arguments of the main class
 * @param home the jars of the JVM
 * @param jvm options of the JVM, after those of this one
 * @param sum what the services of all plugins must return together
 */
public record Trial(String title, Class<?> main, List<String> arguments, Home home, List<String> jvm, long sum) {

    private static final long TIMEOUT_MINUTES = 10;
    private static final String MARK = "measured ";

    /** A trial of the host, without more options of the JVM. */
    public static Trial of(String title, Class<?> main, long sum, Object... arguments) {
        List<String> words = Stream.of(arguments).map(String::valueOf).toList();
        return new Trial(title, main, words, Home.HOST.with("sample-app-"), List.of(), sum);
    }

    /** Called in the fresh JVM: prints what it has measured, in a line of its own. */
    public static void report(long sum, Map<Figure, Long> figures) {
        StringBuilder line = new StringBuilder(MARK).append(sum);
        figures.forEach(
                (figure, value) -> line.append(' ').append(figure).append('=').append(value));
        System.out.println(line);
    }

    /**
     * Measures once.
     *
     * @throws IllegalStateException if the JVM fails or does not end, or the plugins have not done all their work
     */
    public Map<Figure, Double> run() throws IOException, InterruptedException {
        Path out = Files.createTempFile("benchmark", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command()).redirectOutput(out.toFile()).redirectError(Redirect.INHERIT);
            // The options in these variables are among this JVM's, which the command repeats.
            builder.environment()
                    .keySet()
                    .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
            Process process = builder.start();
            try {
                if (!process.waitFor(TIMEOUT_MINUTES, MINUTES) || process.exitValue() != 0) {
                    throw new IllegalStateException("The JVM has failed or does not end: " + title);
                }
            } finally {
                process.destroyForcibly();
            }
            return read(Files.readAllLines(out, Charset.forName(System.getProperty("native.encoding"))));
        } finally {
            Files.delete(out);
        }
    }

    /** Reads what {@link #report} has printed, whatever else the JVM has printed. */
    Map<Figure, Double> read(List<String> lines) {
        String line = lines.stream()
                .filter(candidate -> candidate.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing was measured: " + title + ": " + lines));
        String[] words = line.substring(MARK.length()).split(" ", -1);
        if (Long.parseLong(words[0]) != sum) {
            throw new IllegalStateException("The services return " + words[0] + " and not " + sum + ": " + title);
        }
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (String word : List.of(words).subList(1, words.length)) {
            String[] figure = word.split("=", 2);
            figures.put(Figure.valueOf(figure[0]), Double.valueOf(figure[1]));
        }
        return figures;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("--module-path=") && !option.startsWith("--add-modules=")) {
                command.add(option);
            }
        }
        command.addAll(home.options());
        command.addAll(jvm);
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }
}
