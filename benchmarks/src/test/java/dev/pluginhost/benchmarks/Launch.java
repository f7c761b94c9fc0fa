package dev.pluginhost.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a benchmark from where the build has assembled it, as people start it. */
public final class Launch {

    private static final Path HOME = Path.of(System.getProperty("benchmarks.home"));

    private Launch() {}

    /**
     * Runs it to its end, which has to be a good one.
     *
     * @param out a file for what it writes
     */
    public static void of(Class<?> main, Path out, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // handed on to the JVMs that measure; figures of a try-out are nobody's, so it is to take little
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djmh.ignoreLock=true",
                "--module-path",
                HOME.resolve("modules").toString(),
                "--add-modules",
                "dev.pluginhost.impl",
                "--class-path",
                HOME.resolve("lib") + "/*",
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(180, SECONDS), "The benchmark does not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> text(out));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), System.getProperty("native.encoding"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
