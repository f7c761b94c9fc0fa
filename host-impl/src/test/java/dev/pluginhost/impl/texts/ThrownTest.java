package dev.pluginhost.impl.texts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What was thrown, in the host's words,")
class ThrownTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("prints as the original does")
    void prints() {
        Exception thrown = new IllegalStateException("no table", new IOException("no disk"));
        thrown.setStackTrace(frames("acme.Main", "acme.Start"));
        thrown.getCause().setStackTrace(frames("acme.Disk", "acme.Main", "acme.Start"));
        String printed = Thrown.stackTrace(thrown);
        assertEquals(
                List.of(
                        "java.lang.IllegalStateException: no table",
                        "\tat acme.Main.run(File.java:1)",
                        "\tat acme.Start.run(File.java:1)",
                        "Caused by: java.io.IOException: no disk",
                        "\tat acme.Disk.run(File.java:1)",
                        "\t... 2 more"),
                printed.lines().toList());
    }

    @Test
    @DisplayName("leaves out the frames that called the plugin")
    void cut() {
        Exception thrown = new IllegalStateException();
        thrown.setStackTrace(
                frames("java.util.List", "acme.Main", "dev.pluginhost.modules.A", "dev.pluginhost.impl.B"));
        assertFalse(Thrown.stackTrace(thrown).contains("pluginhost"), Thrown.stackTrace(thrown));
        assertTrue(Thrown.stackTrace(thrown).contains("java.util.List"), Thrown.stackTrace(thrown));
    }

    @Test
    @DisplayName("comes to an end where causes are a circle")
    void circle() {
        Exception one = new IllegalStateException("one");
        Exception two = new IllegalStateException("two", one);
        one.initCause(two);
        String printed = Thrown.stackTrace(one);
        assertTrue(printed.contains("one") && printed.contains("two"), printed);
    }

    @Test
    @DisplayName("has a few of a million causes")
    void manyCauses() {
        Throwable thrown = new IllegalStateException("root");
        for (int i = 0; i < 100_000; i++) {
            thrown = new IllegalStateException("no " + i, thrown);
        }
        String printed = Thrown.stackTrace(thrown);
        assertTrue(printed.contains("no 99999"), printed);
        assertTrue(printed.length() <= 100_000, () -> "" + printed.length());
    }

    @Test
    @DisplayName("has the exceptions that are suppressed")
    void suppressed() {
        Exception thrown = new IllegalStateException("main");
        thrown.addSuppressed(new IOException("close"));
        assertTrue(Thrown.stackTrace(thrown).contains("Suppressed: java.io.IOException: close"));
    }

    @Test
    @DisplayName("is one line, though its text, class and frames have line breaks")
    void oneLine() {
        Exception thrown = new IllegalStateException("a\nWARNING: all is well");
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("acme\nMain", "run", "File\n.java", 1)});
        assertEquals("java.lang.IllegalStateException: a\\nWARNING: all is well", Thrown.text(thrown));
        assertEquals(2, Thrown.stackTrace(thrown).lines().count(), Thrown.stackTrace(thrown));
    }

    @Test
    @DisplayName("is known by its class where its methods hang, and is not asked again and again")
    void hangs() throws Exception {
        try (HangingError hanging = new HangingError(directory)) {
            List<Callable<String>> four = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Error error = hanging.make();
                four.add(() -> Thrown.text(error));
            }
            for (String text : HostFixture.race(four)) {
                assertEquals("acme.hanging.Hanging (its text cannot be read: its methods do not return in time)", text);
            }
            assertEquals(
                    "acme.hanging.Hanging (its text is not read: others of its class loader hang)",
                    Thrown.text(hanging.make()));
            assertEquals("java.io.IOException: fine", Thrown.text(new IOException("fine")));
        }
    }

    @Test
    @DisplayName("is read in its turn where others of its class loader are being read")
    @SuppressWarnings("try") // it is closed early, which ends the hanging
    void turn() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (HangingError hanging = new HangingError(directory)) {
            for (int i = 0; i < 4; i++) {
                Error error = hanging.make();
                threads.execute(() -> Thrown.text(error));
            }
            while (count("acme.hanging.Hanging", "toString") < 4) {
                Thread.onSpinWait();
            }
            Error error = hanging.make();
            Future<String> fifth = threads.submit(() -> Thrown.text(error));
            while (!fifth.isDone() && count("dev.pluginhost.impl.lifecycle.ThrownReader", "acquire") < 5) {
                Thread.onSpinWait();
            }
            hanging.close();
            String text = fifth.get();
            assertEquals("asked", text);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("has its cause, though it gives no frames")
    void noFrames() {
        class Bare extends RuntimeException {
            Bare(Throwable cause) {
                super("bare", cause);
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        }
        String printed = Thrown.stackTrace(new Bare(new IOException("no disk")));
        assertTrue(printed.contains("bare") && printed.contains("Caused by: java.io.IOException: no disk"), printed);
    }

    @Test
    @DisplayName("has what could be read before a cause hangs")
    void causeHangs() throws Exception {
        try (HangingError hanging = new HangingError(directory)) {
            IOException thrown = new IOException("outer", hanging.make());
            ThrownCopy copy = Thrown.copy(thrown);
            assertEquals("java.io.IOException: outer", copy.toString());
            assertTrue(String.valueOf(copy.getCause()).startsWith("acme.hanging.Hanging"), copy.getCause()::toString);
        }
    }

    @Test
    @DisplayName("is made once")
    void once() {
        ThrownCopy copy = Thrown.copy(new IOException("fine"));
        assertSame(copy, Thrown.copy(copy));
        assertNull(copy.getCause());
    }

    /** How many threads are in a method. */
    private static long count(String type, String method) {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Stream.of(stack)
                        .anyMatch(frame -> frame.getClassName().equals(type)
                                && frame.getMethodName().equals(method)))
                .count();
    }

    private static StackTraceElement[] frames(String... classes) {
        StackTraceElement[] frames = new StackTraceElement[classes.length];
        for (int i = 0; i < classes.length; i++) {
            frames[i] = new StackTraceElement(classes[i], "run", "File.java", 1);
        }
        return frames;
    }
}
