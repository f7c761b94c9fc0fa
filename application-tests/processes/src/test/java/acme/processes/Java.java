package acme.processes;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of the JVM that runs the tests, which has ended: its command, its exit code and its output. */
record Java(List<String> command, int exit, List<String> out, List<String> err) {

    /** A process that works is much faster, even on a busy machine. */
    private static final long TIMEOUT_SECONDS = 240;

    /** They make short runs faster, and are no part of what is tested. */
    private static final List<String> LIGHT =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-XX:SoftRefLRUPolicyMSPerMB=0");

    /** Runs {@code java}; takes strings and paths, and lists of either, as arguments. */
    static Java run(Path directory, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LIGHT);
        add(List.of(arguments), command);
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(TIMEOUT_SECONDS, SECONDS);
            Java java = new Java(command, ended ? process.exitValue() : -1, lines(out), lines(err));
            if (!ended) {
                throw new AssertionError("It does not end within " + TIMEOUT_SECONDS + " s: " + java);
            }
            return java;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void add(List<?> arguments, List<String> command) {
        for (Object each : arguments) {
            if (each instanceof List<?> several) {
                add(several, command);
            } else {
                command.add(each.toString());
            }
        }
    }

    /** A path of jars or directories as the JVM takes it. */
    static String path(Object... entries) {
        return Stream.of(entries).map(Object::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** What it has printed if it has ended well. */
    List<String> printed() {
        assertEquals(0, exit, this::toString);
        return out;
    }

    /** In the encoding of this platform, which the process uses too. */
    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), Charset.forName(System.getProperty("native.encoding")))
                .lines()
                .toList();
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit " + exit + "\n" + String.join("\n", out) + "\n"
                + String.join("\n", err);
    }
}
