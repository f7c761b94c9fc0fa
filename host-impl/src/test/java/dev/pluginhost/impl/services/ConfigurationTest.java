package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.plugin.PluginContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The configuration of a plugin")
class ConfigurationTest extends HostFixture {

    private static final String SAY = "Probe.say(context.configuration().toString());";

    @TempDir
    Path data;

    private Path file;

    @BeforeEach
    void place() {
        file = data.resolve("acme.a/configuration.properties");
    }

    private void write(String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private PluginHost configured(Function<String, Map<String, String>> configuration) {
        return host(builder -> builder.dataDirectory(data).configuration(configuration));
    }

    private PluginHost hostWithFile() {
        return host(builder -> builder.dataDirectory(data));
    }

    /** The context of an imported plugin. */
    private PluginContext contextIn(PluginHost host) {
        install(plugin("acme.a", "Probe.hand(\"context\", context);"));
        host.importModule("acme.a");
        return probe.take("context", PluginContext.class);
    }

    private static PluginException failure(PluginHost host) {
        PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.a"));
        assertEquals(Reason.CONFIGURATION, failure.reason(), failure::getMessage);
        assertTrue(failure.retryable());
        assertEquals("acme.a", failure.module());
        return failure;
    }

    private static void says(PluginException failure, String... parts) {
        for (String part : parts) {
            assertTrue(failure.getMessage().contains(part), () -> part + " is not in: " + failure.getMessage());
        }
    }

    // From the application

    @Test
    @DisplayName("is what the application supplies for its name, in the application's order")
    void ofApplication() throws Exception {
        write("url=of the file");
        Map<String, String> values = new LinkedHashMap<>();
        values.put("url", "jdbc:acme");
        values.put("a", "1");
        install(plugin("acme.a", SAY));
        install(plugin("acme.b", SAY));
        PluginHost host = configured(Map.of("acme.a", values, "acme.b", Map.of("x", "y"))::get);
        host.importModule("acme.a");
        host.importModule("acme.b");
        assertEquals(List.of("{url=jdbc:acme, a=1}", "started acme.a", "{x=y}", "started acme.b"), probe.said());
    }

    @Test
    @DisplayName("is asked for once in a plugin's life, when the plugin first wants it, and anew after a reload")
    void once() {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        PluginHost host = configured(name -> {
            asked.add(name);
            return Map.of("asked", String.valueOf(asked.size()));
        });
        PluginContext context = contextIn(host);
        assertEquals(List.of(), asked);
        assertEquals(Map.of("asked", "1"), context.configuration());
        assertSame(context.configuration(), context.configuration());
        assertEquals(List.of("acme.a"), asked);
        get(host.reload("acme.a"));
        PluginContext next = probe.take("context", PluginContext.class);
        assertEquals(Map.of("asked", "2"), next.configuration());
        assertThrows(IllegalStateException.class, context::configuration);
    }

    @Test
    @DisplayName("is a copy that nobody can change")
    void copy() {
        Map<String, String> values = new LinkedHashMap<>(Map.of("a", "1"));
        Map<String, String> given = contextIn(configured(name -> values)).configuration();
        values.put("a", "2");
        assertEquals(Map.of("a", "1"), given);
        assertThrows(UnsupportedOperationException.class, () -> given.put("b", "3"));
    }

    @Test
    @DisplayName("is made with the application's context class loader")
    void contextClassLoader() {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        install(plugin(
                "acme.a",
                "context.configuration(); Probe.say(String.valueOf("
                        + "Thread.currentThread().getContextClassLoader() == Main.class.getClassLoader()));"));
        configured(name -> {
                    seen.set(Thread.currentThread().getContextClassLoader());
                    return Map.of();
                })
                .importModule("acme.a");
        assertSame(ClassLoader.getSystemClassLoader(), seen.get());
        assertEquals(List.of("true", "started acme.a"), probe.said());
    }

    @Test
    @DisplayName("may need other plugins, as nothing is locked while it is made")
    void noLock() {
        install(plugin("acme.a", SAY));
        install(plugin("acme.b", SAY));
        AtomicReference<PluginHost> host = new AtomicReference<>();
        host.set(configured(name -> name.equals("acme.a")
                ? Map.of("b", host.get().importModule("acme.b").name())
                : Map.of()));
        host.get().importModule("acme.a");
        assertEquals(List.of("{}", "started acme.b", "{b=acme.b}", "started acme.a"), probe.said());
    }

    @Test
    @DisplayName(
            "is made once for threads that want it at the same time, and an interrupt ends the wait of one of them")
    void severalThreads() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        PluginContext context = contextIn(configured(name -> {
            calls.incrementAndGet();
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return Map.of("a", "1");
        }));
        FutureTask<Map<String, String>> first = new FutureTask<>(context::configuration);
        new Thread(first, "first").start();
        begun.await();
        Thread.currentThread().interrupt();
        ImportInterruptedException interrupted = assertThrows(ImportInterruptedException.class, context::configuration);
        assertTrue(Thread.interrupted());
        says(interrupted, "acme.a");
        FutureTask<Map<String, String>> second = waiting(context);
        go.countDown();
        assertSame(get(first), get(second));
        assertEquals(1, calls.get());
    }

    /** A call on a thread that waits for another one. */
    private static FutureTask<Map<String, String>> waiting(PluginContext context) {
        FutureTask<Map<String, String>> call = new FutureTask<>(context::configuration);
        Thread thread = new Thread(call, "waiting");
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return call;
    }

    @Test
    @DisplayName("is asked for again if the thread that asked was interrupted, which alone fails")
    void interrupted() {
        AtomicInteger calls = new AtomicInteger();
        PluginContext context = contextIn(configured(name -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException(new InterruptedException());
            }
            return Map.of("call", String.valueOf(calls.get()));
        }));
        ImportInterruptedException failure = assertThrows(ImportInterruptedException.class, context::configuration);
        assertTrue(Thread.interrupted());
        says(failure, "wanted by plugin acme.a");
        assertEquals(Map.of("call", "2"), context.configuration());
        assertEquals(2, calls.get());
    }

    @Test
    @DisplayName("is not waited for any more when the plugin is unloaded while the application hangs")
    void hangsUntilUnloaded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        PluginHost host =
                host(builder -> builder.collectionTimeout(Duration.ZERO).configuration(name -> {
                    begun.countDown();
                    awaitUninterruptibly(go);
                    return Map.of();
                }));
        PluginContext context = contextIn(host);
        FutureTask<Map<String, String>> first = new FutureTask<>(context::configuration);
        new Thread(first, "first").start();
        begun.await();
        FutureTask<Map<String, String>> second = waiting(context);
        get(host.unload("acme.a"));
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(ExecutionException.class, () -> second.get(30, TimeUnit.SECONDS))
                        .getCause());
        go.countDown();
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(ExecutionException.class, () -> first.get(30, TimeUnit.SECONDS))
                        .getCause());
    }

    @Test
    @DisplayName("ends the import by its timeout if the application hangs, and the message says what hangs")
    void hangs() {
        install(plugin("acme.a", SAY));
        CountDownLatch go = new CountDownLatch(1);
        PluginHost host =
                host(builder -> builder.importTimeout(Duration.ofMillis(300)).configuration(name -> {
                    awaitUninterruptibly(go);
                    return Map.of();
                }));
        try {
            ImportTimeoutException failure =
                    assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a"));
            says(
                    failure,
                    "where it waits for the application's function of configurations (at ",
                    "; let the function return that was given to PluginHost.builder().configuration(...)");
        } finally {
            go.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // as code does that takes no notice of it
            }
        }
    }

    // That the application does not supply

    @Test
    @DisplayName(
            "fails the import with a reason of its own if the application throws, and is asked for again by the next import")
    void throwing() {
        install(plugin("acme.a", SAY));
        AtomicReference<RuntimeException> thrown =
                new AtomicReference<>(new IllegalStateException("the vault is sealed"));
        PluginHost host = configured(name -> {
            RuntimeException now = thrown.get();
            if (now != null) {
                throw now;
            }
            return Map.of();
        });
        PluginException first = failure(host);
        says(
                first,
                "Plugin acme.a (" + plugins.resolve("acme.a.jar")
                        + ") cannot start: The application's configuration failed",
                "the vault is sealed), wanted by plugin acme.a; mend the function");
        assertSame(thrown.get(), first.getCause().getCause());
        PluginHost worse = configured(name -> {
            throw new StackOverflowError();
        });
        says(failure(worse), "StackOverflowError");
        thrown.set(null);
        host.importModule("acme.a");
    }

    @Test
    @DisplayName(
            "fails in the same way for each call, with an exception of its own, and the application is not asked again")
    void failsOnce() {
        AtomicInteger calls = new AtomicInteger();
        PluginContext context = contextIn(configured(name -> {
            throw new IllegalStateException("call " + calls.incrementAndGet());
        }));
        PluginException first = assertThrows(PluginException.class, context::configuration);
        PluginException second = assertThrows(PluginException.class, context::configuration);
        assertNotSame(first, second);
        assertEquals(first.getMessage(), second.getMessage());
        assertSame(first.getCause(), second.getCause());
        assertEquals(1, calls.get());
    }

    @Test
    @DisplayName("fails the start of that plugin alone, which may go on without")
    void otherPlugins() {
        install(plugin("acme.a", SAY));
        install(plugin("acme.b", "context.importModule(\"acme.a\");"));
        install(plugin("acme.c", "try { " + SAY + " } catch (RuntimeException e) { Probe.say(\"none\"); }"));
        PluginHost host = configured(name -> {
            throw new IllegalStateException("no");
        });
        PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.b"));
        assertEquals(Reason.START_FAILED, failure.reason());
        assertEquals(
                Reason.CONFIGURATION,
                info(host, "acme.a").failure().orElseThrow().reason());
        host.importModule("acme.c");
        assertEquals(List.of("none", "started acme.c"), probe.said());
    }

    @Test
    @DisplayName("has strings only, also where the compiler was deceived")
    @SuppressWarnings({"unchecked", "rawtypes"})
    void noStrings() {
        install(plugin("acme.a", SAY));
        Map<String, String> values = new LinkedHashMap<>();
        PluginHost host = configured(name -> values);
        values.put("port", null);
        says(failure(host), "no string (key port), wanted by plugin acme.a");
        ((Map) values).put("port", 80);
        says(failure(host), "no string (key port)");
        values.clear();
        ((Map) values).put(80, "port");
        says(failure(host), "no string (key 80)");
        values.clear();
        values.put(null, "port");
        says(failure(host), "no string (key null)");
        PluginHost lying = configured((Function) name -> List.of());
        says(failure(lying), "ClassCastException");
    }

    @Test
    @DisplayName("cannot be wanted by the code of the application that makes it")
    void withinItself() {
        AtomicReference<PluginContext> context = new AtomicReference<>();
        context.set(contextIn(configured(name -> context.get().configuration())));
        PluginException failure =
                assertThrows(PluginException.class, () -> context.get().configuration());
        assertEquals(Reason.CONFIGURATION, failure.reason());
        says(failure, "wants its configuration within the application's function");
    }

    // From the file

    @Test
    @DisplayName(
            "is what the file in the data directory has, in UTF-8 and sorted, if the application gives null or has no function")
    void ofFile() throws Exception {
        write("# of the operator\nurl = jdbc:acme\n\u00fcber=\\u00e9\u00e9\nempty\n");
        String expected = "{empty=, url=jdbc:acme, \u00fcber=\u00e9\u00e9}";
        install(plugin("acme.a", SAY));
        configured(name -> null).importModule("acme.a");
        hostWithFile().importModule("acme.a");
        Files.writeString(file, "\ufeff" + Files.readString(file));
        hostWithFile().importModule("acme.a");
        assertEquals(
                List.of(expected, expected, expected),
                probe.said().stream().filter(said -> said.startsWith("{")).toList());
    }

    @Test
    @DisplayName("is empty without a file, for which no directory is made, and without a data directory")
    void empty() {
        install(plugin("acme.a", SAY));
        hostWithFile().importModule("acme.a");
        host().importModule("acme.a");
        assertEquals(List.of("{}", "started acme.a", "{}", "started acme.a"), probe.said());
        assertFalse(Files.exists(file.getParent()));
    }

    @Test
    @DisplayName("is read anew by each import")
    void readAnew() throws Exception {
        install(plugin("acme.a", SAY));
        PluginHost host = hostWithFile();
        host.importModule("acme.a");
        write("a=1");
        get(host.reload("acme.a"));
        assertTrue(probe.said().contains("{a=1}"), probe.said()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latin1", "escape", "directory", "large", "link"})
    @DisplayName("fails the import if the file cannot be read, and the message names it")
    void unreadable(String how) throws Exception {
        install(plugin("acme.a", SAY));
        Files.createDirectories(file.getParent());
        switch (how) {
            case "latin1" -> Files.write(file, "a=\u00fc".getBytes(StandardCharsets.ISO_8859_1));
            case "escape" -> write("a=\\u00zz");
            case "directory" -> Files.createDirectory(file);
            case "large" -> write("#".repeat((1 << 20) + 1));
            default -> Files.createSymbolicLink(file, file.resolveSibling("none"));
        }
        PluginException failure = failure(hostWithFile());
        says(failure, "Configuration file " + file + " cannot be read (", "wanted by plugin acme.a; make it");
        assertInstanceOf(PluginException.class, failure.getCause());
    }
}
