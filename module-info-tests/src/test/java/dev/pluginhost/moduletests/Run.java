package dev.pluginhost.moduletests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that has ended: its command, its exit code and its output. */
record Run(List<String> command, int exit, String out, String err) {

    static final Path JAVA = jdk("java");

    /** A process that works is much faster, even on a busy machine. */
    private static final long TIMEOUT_SECONDS = 180;

    /** Runs {@code java} of the JDK that runs the tests. */
    static Run java(Object... arguments) {
        return of(JAVA, arguments);
    }

    /** Runs {@code jlink} of the JDK that runs the tests. */
    static Run jlink(Object... arguments) {
        return of(jdk("jlink"), arguments);
    }

    /** Runs a program; takes strings and paths, and lists of either, as arguments. */
    static Run of(Path program, Object... arguments) {
        return in(Path.of(""), program, arguments);
    }

    /** Runs a program in a working directory. */
    static Run in(Path workingDirectory, Path program, Object... arguments) {
        List<String> command = Stream.concat(Stream.of(program), Stream.of(arguments))
                .flatMap(argument -> argument instanceof List<?> several ? several.stream() : Stream.of(argument))
                .map(Object::toString)
                .toList();
        try {
            Path directory = Files.createTempDirectory("run");
            try {
                return run(
                        command,
                        workingDirectory,
                        directory.resolve("out").toFile(),
                        directory.resolve("err").toFile());
            } finally {
                Files.deleteIfExists(directory.resolve("out"));
                Files.deleteIfExists(directory.resolve("err"));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path of modules or classes as the JDK's tools take it. */
    static String path(Path... entries) {
        return Stream.of(entries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Paths, one after the other. */
    static String path(String... paths) {
        return Stream.of(paths).filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    }

    /** What a JVM without a configuration of its log prints when a host has started: the logger, and no class. */
    private static final Pattern STARTED =
            Pattern.compile("(?m)^.* dev\\.pluginhost\\R[A-Z]+: Plugin host started in \\d+ ms: .*(\\R|\\z)");

    /** Asserts that it has succeeded and has logged nothing but that hosts have started, and returns its output. */
    String succeeded() {
        assertEquals(0, exit, this::toString);
        assertEquals("", STARTED.matcher(err).replaceAll(""), this::toString);
        return out;
    }

    /** Asserts that it has succeeded, whatever it has logged, and returns its output. */
    String finished(String what) {
        assertEquals(0, exit, () -> what + ": " + this);
        return out;
    }

    /** Asserts that it has ended by an exception in its main thread, and returns the exception with its message. */
    String failed() {
        assertNotEquals(0, exit, this::toString);
        String beginning = "Exception in thread \"main\" ";
        return err.lines()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no exception: " + this));
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit " + exit + "\n" + out + "\n" + err;
    }

    private static Run run(List<String> command, Path workingDirectory, File out, File err) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toAbsolutePath().toFile())
                .redirectOutput(out)
                .redirectError(err);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(TIMEOUT_SECONDS, SECONDS);
            Run run = new Run(command, ended ? process.exitValue() : -1, text(out), text(err));
            if (!ended) {
                throw new AssertionError("It does not end within " + TIMEOUT_SECONDS + " s: " + run);
            }
            return run;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while it ran: " + command, e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** In the encoding of this platform, which the process uses too. */
    private static String text(File file) throws IOException {
        String text = new String(Files.readAllBytes(file.toPath()), System.getProperty("native.encoding"));
        return text.lines().collect(Collectors.joining("\n"));
    }

    private static Path jdk(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool);
    }
}
