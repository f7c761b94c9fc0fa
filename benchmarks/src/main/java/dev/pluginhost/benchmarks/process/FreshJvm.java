package dev.pluginhost.benchmarks.process;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class in a JVM of its own, with the options and paths of this one. */
public final class FreshJvm {

    private static final long PATIENCE_MINUTES = 10;

    private FreshJvm() {}

    /**
     * Runs it to its end.
     *
     * @return the lines that it has written
     * @throws IllegalStateException if it fails, or does not end
     */
    public static List<String> run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        return run(main, arguments, List.of());
    }

    /**
     * Runs it to its end.
     *
     * @param options of the JVM, after those of this one; a class path among them is taken instead of its own
     * @return the lines that it has written
     * @throws IllegalStateException if it fails, or does not end
     */
    public static List<String> run(Class<?> main, List<String> arguments, List<String> options)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("benchmark", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(main, arguments, options))
                    .redirectOutput(out.toFile())
                    .redirectError(Redirect.INHERIT);
            // They are among this JVM's options, which are passed on.
            builder.environment()
                    .keySet()
                    .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
            end(builder.start(), main);
            return Files.readAllLines(out, Charset.forName(System.getProperty("native.encoding")));
        } finally {
            Files.delete(out);
        }
    }

    private static void end(Process process, Class<?> main) throws InterruptedException {
        try {
            if (!process.waitFor(PATIENCE_MINUTES, MINUTES)) {
                throw new IllegalStateException(main.getName() + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(main.getName() + " has ended with " + process.exitValue());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(Class<?> main, List<String> arguments, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("--class-path", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }
}
