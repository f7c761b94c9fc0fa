package dev.pluginhost.archetypes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/** A command that runs in a shell, its input, and its output line by line. */
final class Terminal implements AutoCloseable {

    /** For one wait as a whole. On a busy machine, the slowest command takes a quarter of it. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final String END = "\0";
    private static final String FASTER = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final Pattern AGENT =
            Pattern.compile("-(javaagent|agentlib|agentpath|Xrun\\w*|XX:\\+Use\\w+GC)\\S*");

    private final String command;
    private final Duration timeout;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    /** Starts a command. */
    Terminal(String command, Path directory, Path bin) throws IOException {
        this(command, directory, bin, TIMEOUT);
    }

    /** Starts a command for which each wait has another timeout. */
    Terminal(String command, Path directory, Path bin, Duration timeout) throws IOException {
        this.command = command;
        this.timeout = timeout;
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(
                        name -> name.startsWith("MAVEN_") && !name.equals("MAVEN_OPTS") && !name.equals("MAVEN_ARGS"));
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // after those of the outer build, which may name a proxy
        environment.merge(
                "MAVEN_OPTS", FASTER, (outer, faster) -> AGENT.matcher(outer).replaceAll("") + " " + faster);
        environment.merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        process = builder.start();
        Thread reader = new Thread(this::read, "reader of " + command);
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits until a line that ends with a text is there, after those that were waited for before. */
    void awaitLine(String end) throws InterruptedException {
        long deadline = deadline();
        String line = next(deadline);
        while (!line.endsWith(end)) {
            if (line.equals(END)) {
                throw new AssertionError("There is no line that ends with '" + end + "': " + this);
            }
            line = next(deadline);
        }
    }

    /** Presses Enter. */
    void enter() throws IOException {
        try (Writer writer = process.outputWriter(UTF_8)) {
            writer.write("\n");
        }
    }

    /** Waits for its end, asserts that it has succeeded, and returns all of its output. */
    List<String> succeeded() throws InterruptedException {
        long deadline = deadline();
        String line = next(deadline);
        while (!line.equals(END)) {
            line = next(deadline);
        }
        if (!process.waitFor(deadline - System.nanoTime(), NANOSECONDS)) {
            throw new AssertionError("It does not end: " + this);
        }
        assertEquals(0, process.exitValue(), this::toString);
        return List.copyOf(seen);
    }

    private long deadline() {
        return System.nanoTime() + timeout.toNanos();
    }

    private String next(long deadline) throws InterruptedException {
        String line = lines.poll(deadline - System.nanoTime(), NANOSECONDS);
        if (line == null || deadline < System.nanoTime()) {
            throw new AssertionError("It does not print within " + timeout + " what it should: " + this);
        }
        if (!line.equals(END)) {
            seen.add(line);
        }
        return line;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add(e.toString());
        } finally {
            lines.add(END);
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return command + "\n" + String.join("\n", seen);
    }
}
