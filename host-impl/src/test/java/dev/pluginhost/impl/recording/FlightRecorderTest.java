package dev.pluginhost.impl.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.TimelineEntry;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test looks at the events of its own plugins or calls, as other hosts may run in the same process. */
@DisplayName("A recording of the Flight Recorder")
class FlightRecorderTest extends HostFixture {

    private static final List<String> STAGES = List.of("queue", "open", "resolve", "define", "start");

    /** The clocks of the Flight Recorder and of the host are read one after the other; a busy machine may pause in between. */
    private static final Duration APART = Duration.ofSeconds(20);

    private static final List<Class<? extends Event>> KINDS = List.of(
            ImportEvent.class, UnloadEvent.class, ReloadEvent.class, BlockedCallEvent.class, RefreshEvent.class);

    private static final Set<String> OF_ALL_EVENTS = Set.of("startTime", "duration", "eventThread", "stackTrace");

    /**
     * In a process that has recorded before, JDK 17 may lose a text of 17 to 127 characters that another thread has written then: it is read
     * as null.
     */
    private static final boolean LOSES_TEXTS = Runtime.version().feature() < 25;

    private static final int SHORT = 16;

    @TempDir
    Path elsewhere;

    private Recording recording;

    /** With the settings that events have by themselves. */
    @BeforeEach
    void begin() {
        recording = new Recording();
        recording.start();
    }

    @AfterEach
    void end() {
        recording.close();
    }

    private List<RecordedEvent> events(String kind) throws IOException {
        Path file = elsewhere.resolve(kind + ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.pluginhost." + kind))
                .toList();
    }

    /** The only event of a kind with this value. */
    private RecordedEvent event(String kind, String field, String value) throws IOException {
        List<RecordedEvent> events = events(kind).stream()
                .filter(event -> value.equals(event.getString(field)))
                .toList();
        assertEquals(1, events.size(), events::toString);
        return events.get(0);
    }

    private RecordedEvent anImport(String plugin) throws IOException {
        return event("Import", "plugin", plugin);
    }

    private static void assertText(String expected, RecordedEvent event, String field) {
        String text = event.getString(field);
        if (text != null || !LOSES_TEXTS || expected.length() <= SHORT) {
            assertEquals(expected, text, event::toString);
        }
    }

    private static void assertContains(String expected, RecordedEvent event, String field) {
        String text = event.getString(field);
        if (text != null || !LOSES_TEXTS) {
            assertTrue(text.contains(expected), event::toString);
        }
    }

    private static void assertAbout(Instant expected, Instant is) {
        Duration difference = Duration.between(expected, is).abs();
        assertTrue(difference.compareTo(APART) < 0, () -> expected + " and " + is);
    }

    /** That an event says the same as the entry of the timeline, and of the stages that were reached alone. */
    private static void assertSame(TimelineEntry entry, RecordedEvent event) {
        assertText(entry.name(), event, "plugin");
        assertText(entry.version().map(Object::toString).orElse(""), event, "version");
        assertText(String.join(",", entry.prerequisites()), event, "prerequisites");
        assertText(entry.trace().requestedBy(), event, "requestedBy");
        assertText(entry.trace().thread(), event, "importThread");
        Duration sum = Duration.ZERO;
        for (String stage : STAGES) {
            long nanos = event.getLong(stage);
            Duration time = entry.trace().times().entrySet().stream()
                    .filter(each -> each.getKey().name().equalsIgnoreCase(stage))
                    .map(each -> each.getValue())
                    .findFirst()
                    .orElse(null);
            assertEquals(time == null ? Long.MIN_VALUE : time.toNanos(), nanos, stage);
            sum = sum.plusNanos(Math.max(nanos, 0));
        }
        assertEquals(entry.trace().total(), sum);
        assertAbout(entry.trace().requestedAt(), event.getEndTime().minus(sum));
        assertText(entry.failure().isEmpty() ? "IMPORTED" : "FAILED", event, "outcome");
        assertText(entry.failure().map(why -> why.reason().name()).orElse(""), event, "reason");
        assertText(entry.failure().map(why -> why.message()).orElse(""), event, "message");
        assertNull(event.getStackTrace());
    }

    @Test
    @DisplayName("has an import that has succeeded, from the opening of its files to its end")
    void success() throws IOException {
        Path base = install(plugin("acme.base"));
        Path jar = install(plugin("acme.a").version("1.2").requires("acme.base").compiledAgainst(base));
        PluginHost host = host();
        host.importModule("acme.a");

        RecordedEvent event = anImport("acme.a");

        assertSame(host.timeline().get(1), event);
        assertSame(host.timeline().get(0), anImport("acme.base"));
        assertText("1.2", event, "version");
        assertText("acme.base", event, "prerequisites");
        assertText(jar.toString(), event, "location");
        String thread = host.timeline().get(1).trace().thread();
        assertTrue(event.getThread().getJavaName().startsWith(thread), event::toString);
        long stages = STAGES.stream().mapToLong(event::getLong).sum() - event.getLong("queue");
        assertTrue(event.getDuration().toNanos() > 0, event::toString);
        assertAbout(event.getEndTime(), event.getStartTime().plusNanos(stages));
    }

    @Test
    @DisplayName("has the failure of an import and of those that require it")
    void failed() throws IOException {
        Path jar = install(plugin("acme.base", "if (true) throw new IllegalStateException(\"no\\nsun\");"));
        install(plugin("acme.top").requires("acme.base").compiledAgainst(jar));
        PluginHost host = host();
        assertThrows(PluginException.class, () -> host.importModule("acme.top"));

        RecordedEvent base = anImport("acme.base");
        RecordedEvent top = anImport("acme.top");

        assertSame(host.timeline().get(0), base);
        assertSame(host.timeline().get(1), top);
        assertText("START_FAILED", base, "reason");
        assertContains("no\\nsun", base, "message");
        assertText("PREREQUISITE", top, "reason");
        assertEquals(Long.MIN_VALUE, top.getLong("open"));
    }

    @Test
    @DisplayName("has a timeout once, although its thread comes back later, and the end of it")
    void timeout() throws IOException {
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(2)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.slow"));
        probe.release("go");
        host.close();

        RecordedEvent event = anImport("acme.slow");

        assertSame(host.timeline().get(0), event);
        assertText("TIMEOUT", event, "reason");
        assertTrue(event.getLong("start") > 0, event::toString);
        assertTrue(event.getDuration().toNanos() >= event.getLong("start"), event::toString);
    }

    @Test
    @DisplayName("has an import that was under way when it began, and has the time of its request")
    void beganLater() throws IOException {
        recording.close();
        install(plugin("acme.a", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.a");
        probe.awaitReached("go");
        begin();
        probe.release("go");
        get(future);

        assertSame(host.timeline().get(0), anImport("acme.a"));
    }

    @Test
    @DisplayName("has imports that no thread has begun, which the close of the host ends")
    void closed() throws IOException {
        install(plugin("acme.slow", "Probe.await(\"never\");"));
        install(plugin("acme.waits"));
        PluginHost host = host(builder -> builder.importThreads(1));
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        probe.awaitReached("never");
        CompletableFuture<ImportedModule> waits = host.importModuleAsync("acme.waits");
        host.close();
        failureOf(slow);
        failureOf(waits);

        RecordedEvent event = anImport("acme.waits");
        assertText("HOST_CLOSED", event, "reason");
        assertText("", event, "importThread");
        assertEquals("HOST_CLOSED", anImport("acme.slow").getString("reason"));
    }

    @Test
    @DisplayName("has an unload that hangs when the host is closed, once, although its thread comes back later")
    void unloadHangsAtClose() throws IOException {
        install(plugin("acme.a").onStop("Probe.awaitUninterruptibly(\"go\");"));
        PluginHost host = host(builder -> builder.closeTimeout(Duration.ofMillis(50)));
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> report = host.unload("acme.a");
        probe.awaitReached("go");
        host.close();
        String problem = get(report).plugins().get(0).problems().get(0);
        probe.release("go");

        RecordedEvent event = event("Unload", "plugin", "acme.a");

        assertText("PROBLEMS", event, "outcome");
        assertText("NOT_CHECKED", event, "collected");
        assertContains("does not stop", event, "problems");
        assertTrue(problem.contains("does not stop"), problem);
        assertTrue(event.getDuration().toNanos() > 0, event::toString);
    }

    @Test
    @DisplayName("has an unload, with what its end took and whether its class loader was collected")
    void unload() throws IOException {
        install(plugin("acme.a").version("1.2"));
        PluginHost host = host();
        host.importModule("acme.a");
        get(host.unload("acme.a"));

        RecordedEvent event = event("Unload", "plugin", "acme.a");

        assertText("1.2", event, "version");
        assertContains("(", event, "requestedBy");
        assertText("UNLOADED", event, "outcome");
        assertText("", event, "problems");
        assertText("COLLECTED", event, "collected");
        assertContains("pluginhost-unload-", event, "unloadThread");
        assertTrue(event.getDuration().toNanos() > 0, event::toString);
    }

    @Test
    @DisplayName("has what went wrong in the end of a plugin, also if that was ended with its host")
    void problems() throws IOException {
        install(plugin("acme.a").onStop("throw new IllegalStateException(\"no moon\");"));
        PluginHost host = host();
        host.importModule("acme.a");
        host.close();

        RecordedEvent event = event("Unload", "plugin", "acme.a");

        assertText("PROBLEMS", event, "outcome");
        assertContains("no moon", event, "problems");
        assertText("PluginHost.close", event, "requestedBy");
        assertText("NOT_CHECKED", event, "collected");
        assertText(Thread.currentThread().getName(), event, "unloadThread");
    }

    @Test
    @DisplayName("has a reload, with all that was replaced")
    void reload() throws IOException {
        Path jar = install(plugin("acme.a").version("1.0"));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(jar));
        PluginHost host = host();
        host.importModule("acme.b");
        Files.move(plugin("acme.a").version("1.1").jar(elsewhere), jar, StandardCopyOption.REPLACE_EXISTING);
        get(host.reload("acme.a"));

        RecordedEvent event = event("Reload", "plugin", "acme.a");

        assertText("acme.a,acme.b", event, "plugins");
        assertContains("(", event, "requestedBy");
        assertText("RELOADED", event, "outcome");
        assertText("", event, "message");
        for (String plugin : List.of("acme.a", "acme.b")) {
            RecordedEvent unload = event("Unload", "plugin", plugin);
            assertFalse(unload.getStartTime().isBefore(event.getStartTime()), unload::toString);
            assertFalse(unload.getEndTime().isAfter(event.getEndTime()), unload::toString);
        }
    }

    @Test
    @DisplayName("has a reload that has failed, with what runs, and one of a plugin that is not imported")
    void failedReload() throws IOException {
        Path jar = install(plugin("acme.a").version("1"));
        install(plugin("acme.b"));
        PluginHost host = host();
        host.importModule("acme.a");
        Path broken = plugin("acme.a", "if (true) throw new IllegalStateException(\"no sun\");")
                .version("2")
                .jar(elsewhere);
        Files.move(broken, jar, StandardCopyOption.REPLACE_EXISTING);
        String message = failureOf(host.reload("acme.a")).getMessage();
        get(host.reload("acme.b"));

        RecordedEvent event = event("Reload", "plugin", "acme.a");
        assertText("RESTORED", event, "outcome");
        assertText(message, event, "message");
        assertText("", event, "plugins");
        assertEquals("NOT_IMPORTED", event("Reload", "plugin", "acme.b").getString("outcome"));
    }

    @Test
    @DisplayName("has each call on a thread that must not wait, with the stack of the caller")
    void blockedCalls() throws IOException {
        install(plugin("acme.refused"));
        install(plugin("acme.warned"));
        Thread test = Thread.currentThread();
        PluginHost refusing = host(builder -> builder.nonBlocking(thread -> thread == test));
        race(List.of(refusing::start));
        assertThrows(WouldBlockException.class, () -> refusing.importModule("acme.refused"));
        PluginHost warning =
                host(builder -> builder.nonBlocking(thread -> thread == test).blockingPolicy(BlockingPolicy.WARN));
        race(List.of(warning::start));
        warning.importModule("acme.warned");

        RecordedEvent refused = blockedCall("REFUSE", "acme.refused");
        assertContains("acme.refused", refused, "call");
        assertContains("(", refused, "caller");
        assertText('"' + test.getName() + '"', refused, "thread");
        assertText("REFUSE", refused, "policy");
        assertText("REFUSED", refused, "outcome");
        assertTrue(
                refused.getStackTrace().getFrames().stream()
                        .anyMatch(frame ->
                                frame.getMethod().getType().getName().equals(FlightRecorderTest.class.getName())),
                refused::toString);
        RecordedEvent warned = blockedCall("WARN", "acme.warned");
        assertContains("acme.warned", warned, "call");
        assertText("WARN", warned, "policy");
        assertText("WARNED", warned, "outcome");
    }

    private RecordedEvent blockedCall(String policy, String plugin) throws IOException {
        List<RecordedEvent> calls = events("BlockedCall").stream()
                .filter(event -> policy.equals(event.getString("policy")))
                .filter(event -> event.getString("call") == null
                        ? LOSES_TEXTS
                        : event.getString("call").contains(plugin))
                .toList();
        assertEquals(1, calls.size(), calls::toString);
        return calls.get(0);
    }

    @Test
    @DisplayName("has each reading of the sources, with what it has found")
    void refresh() throws IOException {
        install(plugin("acme.a"));
        PluginHost host = host();
        host.start();
        install(plugin("acme.b"));
        Files.writeString(plugins.resolve("acme.c.jar"), "no jar");
        host.refresh();

        RecordedEvent first = reading(1, 1, 0);
        RecordedEvent second = reading(2, 1, 1);

        assertText("start()", first, "requestedBy");
        assertText("READ", first, "outcome");
        assertContains("(", second, "requestedBy");
        assertText("READ", second, "outcome");
        assertTrue(first.getDuration().toNanos() > 0, first::toString);
    }

    @Test
    @DisplayName("has a reading that has failed, and goes on if one cannot be described")
    void failedReading() throws IOException {
        Recorder.failed = true; // so that nothing is logged
        try {
            Recorder.read("a test", 4321, null, Recorder.reading());
            Supplier<RefreshReport> failing = () -> {
                throw new OutOfMemoryError("a test");
            };
            Recorder.read("a test", 4322, failing, Recorder.reading());
        } finally {
            Recorder.failed = false;
        }

        assertText("FAILED", reading(4321, 0, 0), "outcome");
    }

    /** The only one with these numbers. */
    private RecordedEvent reading(int installed, int changed, int problems) throws IOException {
        List<RecordedEvent> readings = events("Refresh").stream()
                .filter(event -> numbers(event).equals(List.of(installed, changed, problems)))
                .toList();
        assertEquals(1, readings.size(), readings::toString);
        return readings.get(0);
    }

    private static List<Integer> numbers(RecordedEvent refresh) {
        return Stream.of("installed", "changed", "problems")
                .map(refresh::getInt)
                .toList();
    }

    @Test
    @DisplayName("that fails is logged once, and what is recorded goes on")
    void failing() throws InterruptedException {
        Path unreadable = (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    throw new OutOfMemoryError("a test");
                });
        EndedImport ended = TimelineTest.ended("acme.a");
        Recorder.failed = false;
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Recorder.imported(ended, unreadable, null);
            Recorder.imported(ended, unreadable, Recorder.importing());
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages("The Flight Recorder could not record").size());
        } finally {
            Recorder.failed = false;
        }
    }

    @Test
    @DisplayName("can leave out imports that are fast")
    void threshold() throws IOException {
        recording.enable("dev.pluginhost.Import").withThreshold(Duration.ofDays(1));
        install(plugin("acme.a"));
        host().importModule("acme.a");
        assertEquals(
                List.of(),
                events("Import").stream()
                        .filter(event -> "acme.a".equals(event.getString("plugin")))
                        .toList());
    }

    @Test
    @DisplayName("describes each event and each field, as docs/events.md does")
    void described() throws IOException {
        Path docs = Path.of("").toAbsolutePath().resolveSibling("docs").resolve("events.md");
        Map<String, Set<String>> documented = new TreeMap<>();
        String kind = "";
        for (String line : Files.readAllLines(docs)) {
            if (line.startsWith("## ")) {
                kind = "";
            } else if (line.startsWith("### `")) {
                kind = line.substring("### `".length(), line.length() - 1);
                documented.put(kind, new TreeSet<>());
            } else if (!kind.isEmpty() && line.startsWith("| `")) {
                documented.get(kind).add(line.substring("| `".length(), line.indexOf("` |")));
            }
        }
        Map<String, Set<String>> own = new TreeMap<>();
        for (Class<? extends Event> each : KINDS) {
            EventType type = EventType.getEventType(each);
            own.put(type.getName(), new TreeSet<>());
            assertEquals(List.of("PluginHost"), type.getCategoryNames());
            assertNotNull(type.getLabel(), type.getName());
            assertNotNull(type.getDescription(), type.getName());
            for (ValueDescriptor field : type.getFields()) {
                if (!OF_ALL_EVENTS.contains(field.getName())) {
                    own.get(type.getName()).add(field.getName());
                    assertNotNull(field.getAnnotation(Label.class), field.getName());
                    assertNotNull(field.getAnnotation(Description.class), field.getName());
                }
            }
        }
        assertEquals(own, documented);
    }
}
