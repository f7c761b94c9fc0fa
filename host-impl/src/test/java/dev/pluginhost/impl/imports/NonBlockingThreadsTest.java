package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.PluginSource;
import java.awt.EventQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A thread on which nothing may wait")
class NonBlockingThreadsTest extends HostFixture {

    /** More places than are kept, each on a line of its own. */
    private static final int PLACES = 2_000;

    private static final int PLACES_KEPT = 1_024;

    @TempDir
    Path elsewhere;

    /** Runs a task on a thread of this factory's, and gives what it threw, or null. */
    private static Throwable thrownOn(Function<Runnable, Thread> factory, Runnable task) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = factory.apply(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.start();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thrown.get();
    }

    private static String refusal(Throwable thrown) {
        return assertInstanceOf(WouldBlockException.class, thrown).getMessage();
    }

    private static void assertContains(String part, String message) {
        assertTrue(message.contains(part), message);
    }

    // Registered threads

    @Test
    @DisplayName("can be registered itself, and no other is meant")
    void registered() {
        install(plugin("acme.a"));
        AtomicReference<PluginHost> host = new AtomicReference<>();
        Runnable call = () -> host.get().importModule("acme.a");
        assertContains(
                "\"mine\"",
                refusal(thrownOn(
                        task -> {
                            Thread mine = new Thread(task, "mine");
                            host.set(host(builder -> builder.nonBlocking(new Thread(), mine)));
                            return mine;
                        },
                        call)));
        assertNull(thrownOn(Thread::new, call));
    }

    @Test
    @DisplayName("is not kept because it was registered")
    void registeredWeakly() {
        PluginHost.Builder builder = Hosts.builder();
        WeakReference<Thread> thread = registeredThread(builder);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!thread.refersTo(null) && System.nanoTime() < end) {
            System.gc();
            Thread.onSpinWait();
        }
        assertTrue(thread.refersTo(null), () -> "kept by " + builder);
    }

    private static WeakReference<Thread> registeredThread(PluginHost.Builder builder) {
        Thread thread = new Thread();
        builder.nonBlocking(thread);
        return new WeakReference<>(thread);
    }

    @Test
    @DisplayName("cannot be registered as null")
    void registeredNull() {
        PluginHost.Builder builder = Hosts.builder();
        assertThrows(NullPointerException.class, () -> builder.nonBlocking(new Thread[] {null}));
        assertThrows(NullPointerException.class, () -> builder.blockingAllowed(null));
    }

    // Threads that are found by what they are

    @Test
    @DisplayName("is Swing's event thread, though nobody has named it")
    void swing() throws Exception {
        install(plugin("acme.a"));
        PluginHost host = host();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        EventQueue.invokeAndWait(() -> {
            try {
                host.importModule("acme.a");
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        assertContains("(the Swing event thread)", refusal(thrown.get()));
    }

    @Test
    @DisplayName("is JavaFX's, which is known by its name")
    void javaFx() {
        install(plugin("acme.a"));
        PluginHost host = host();
        String message = refusal(
                thrownOn(task -> new Thread(task, "JavaFX Application Thread"), () -> host.importModule("acme.a")));
        assertContains("(the JavaFX application thread)", message);
    }

    @Test
    @DisplayName("is one that runs a loop of Netty, under another name for the package too")
    void renamedNetty() {
        install(PluginSource.module("acme.renamed")
                .declares("provides java.util.function.Consumer with acme.renamed.io.netty.channel.SomeLoop;")
                .source("acme.renamed.io.netty.channel.EventLoop", "public interface EventLoop {}")
                .source("acme.renamed.io.netty.channel.SomeLoop", """
                        public class SomeLoop implements EventLoop, java.util.function.Consumer<Runnable> {
                            @Override public void accept(Runnable task) { run(task); }
                            private void run(Runnable task) { task.run(); }
                        }"""));
        install(plugin("acme.a"));
        PluginHost host = host();
        Consumer<Runnable> loop = consumer(host.importModule("acme.renamed"));
        assertContains(
                "(a Netty event loop)",
                refusal(thrownOn(Thread::new, () -> loop.accept(() -> host.importModule("acme.a")))));
    }

    @Test
    @DisplayName("may wait after all if the application says so, but not if it says both")
    void allowed() {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        Function<Runnable, Thread> javaFx = task -> new Thread(task, "JavaFX Application Thread");
        PluginHost allowing = host(builder -> builder.blockingAllowed(thread -> true));
        assertNull(thrownOn(javaFx, () -> allowing.importModule("acme.a")));
        PluginHost both = host(builder -> builder.blockingAllowed(thread -> true)
                .nonBlocking(thread -> thread.getName().startsWith("JavaFX")));
        refusal(thrownOn(javaFx, () -> both.importModule("acme.b")));
    }

    // Predicates that fail

    @Test
    @DisplayName("is not one because a predicate fails: that is logged once and the others are asked")
    void failingPredicate() {
        install(plugin("acme.a"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.nonBlocking(thread -> {
                        throw new IllegalStateException("no loop yet");
                    })
                    .nonBlocking(thread -> thread.getName().equals("loop")));
            refusal(thrownOn(task -> new Thread(task, "loop"), () -> host.importModule("acme.a")));
            assertNull(thrownOn(Thread::new, () -> host.importModule("acme.a")));
            assertEquals(
                    1,
                    log.messages().stream()
                            .filter(message -> message.contains("that was given to nonBlocking failed"))
                            .count());
        }
    }

    @Test
    @DisplayName("is still one if the predicate that would allow it fails")
    void failingAllowance() {
        install(plugin("acme.a"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.blockingAllowed(thread -> {
                throw new AssertionError("not that one");
            }));
            refusal(thrownOn(task -> new Thread(task, "JavaFX Application Thread"), () -> host.importModule("acme.a")));
            assertContains("that was given to blockingAllowed failed", String.join("\n", log.messages()));
        }
    }

    // What the report says

    /** Calls what it is given, from a lambda on line 4. */
    private static PluginSource caller(PluginSource module) {
        return module.source("acme.caller.Caller", """
                package acme.caller;
                public class Caller implements java.util.function.Consumer<Runnable> {
                    @Override public void accept(Runnable call) {
                        Runnable lambda = () -> call.run();
                        lambda.run();
                    }
                }""");
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Runnable> consumer(ImportedModule module) {
        return (Consumer<Runnable>) module.services(Consumer.class).get(0);
    }

    private static PluginHost.Builder withLoop(PluginHost.Builder builder) {
        return builder.nonBlocking(thread -> thread.getName().equals("loop"));
    }

    @Test
    @DisplayName("is reported with the plugin and the line of the lambda in the module that called")
    void callerInAPlugin() {
        install(caller(PluginSource.module("acme.caller")
                .declares("provides java.util.function.Consumer with acme.caller.Caller;")));
        PluginHost host = host(NonBlockingThreadsTest::withLoop);
        Consumer<Runnable> caller = consumer(host.importModule("acme.caller"));
        Throwable thrown =
                thrownOn(task -> new Thread(task, "loop"), () -> caller.accept(() -> host.importModule("acme.wanted")));
        String message = refusal(thrown);
        assertEquals("acme.wanted", ((WouldBlockException) thrown).module());
        assertTrue(
                message.matches("importModule\\(\"acme\\.wanted\"\\), which is not imported yet, would wait on the"
                        + " non-blocking thread \"loop\", called by acme\\.caller/acme\\.caller\\.Caller\\."
                        + "lambda\\$accept\\$0\\(Caller\\.java:4\\); use importModuleAsync there.*"),
                message);
    }

    @Test
    @DisplayName("is reported with the line on the class path that called")
    void callerOnTheClassPath() throws Exception {
        Path jar = caller(PluginSource.automatic("caller")).jar(elsewhere);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            @SuppressWarnings("unchecked")
            Consumer<Runnable> caller = (Consumer<Runnable>)
                    loader.loadClass("acme.caller.Caller").getConstructor().newInstance();
            PluginHost host = host(NonBlockingThreadsTest::withLoop);
            assertContains(
                    "called by acme.caller.Caller.lambda$accept$0(Caller.java:4);",
                    refusal(thrownOn(
                            task -> new Thread(task, "loop"),
                            () -> caller.accept(() -> host.importModule("acme.wanted")))));
        }
    }

    @Test
    @DisplayName("is reported with the plugin and the line that waits for a future made of the host's")
    void callerOfJoin() {
        install(caller(PluginSource.module("acme.caller")
                .declares("provides java.util.function.Consumer with acme.caller.Caller;")));
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host(NonBlockingThreadsTest::withLoop);
        Consumer<Runnable> caller = consumer(host.importModule("acme.caller"));
        CompletableFuture<String> derived = host.importModuleAsync("acme.slow")
                .thenApply(ImportedModule::name)
                .thenApply(String::trim);
        probe.awaitReached("go");
        Throwable thrown = thrownOn(task -> new Thread(task, "loop"), () -> caller.accept(derived::join));
        assertContains("called by acme.caller/acme.caller.Caller.lambda$accept$0(Caller.java:4);", refusal(thrown));
        assertEquals("acme.slow", ((WouldBlockException) thrown).module());
        probe.release("go");
        get(derived);
    }

    @Test
    @DisplayName("is reported with the plugin before the sources are read too")
    void pluginBeforeTheSourcesAreRead() {
        PluginHost host = host(NonBlockingThreadsTest::withLoop);
        Function<Runnable, Thread> loop = task -> new Thread(task, "loop");
        Throwable refused = thrownOn(loop, () -> host.importModule("acme.wanted"));
        assertContains("use importModuleAsync there", refusal(refused));
        assertEquals("acme.wanted", ((WouldBlockException) refused).module());
    }

    @Test
    @DisplayName("is reported with the plugin of a future that was asked for before the sources were read")
    void pluginOfAnEarlyFuture() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host(NonBlockingThreadsTest::withLoop);
        CompletableFuture<ImportedModule> early = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        Throwable refused = thrownOn(task -> new Thread(task, "loop"), early::join);
        refusal(refused);
        assertEquals("acme.slow", ((WouldBlockException) refused).module());
        probe.release("go");
        get(early);
    }

    // Warnings

    /** Calls what it is given from as many places, each on a line of its own. */
    private Consumer<Runnable> places(PluginHost host) {
        return consumer(host.importModule("acme.places"));
    }

    private void installPlaces() {
        install(PluginSource.module("acme.places")
                .declares("provides java.util.function.Consumer with acme.places.Places;")
                .source(
                        "acme.places.Places",
                        "public class Places implements java.util.function.Consumer<Runnable> {\n"
                                + "@Override public void accept(Runnable call) {\n"
                                + "call.run();\n".repeat(PLACES) + "}\n}\n"));
    }

    /** Not by way of JUnit, which would be the caller then. */
    private static void importNothing(PluginHost host) {
        try {
            host.importModule("acme.wanted");
            throw new AssertionError("imported");
        } catch (PluginNotFoundException e) {
            // what else
        }
    }

    private static Stream<String> warnings(LogCapture log) {
        return log.messages().stream().filter(message -> message.contains("called by acme.places/"));
    }

    private static Stream<String> endings(LogCapture log) {
        return log.messages().stream().filter(message -> message.startsWith("More than 1024 places"));
    }

    @Test
    @DisplayName("is warned of once for each place, up to a limit that is logged once, though many threads race for it")
    void warnings() {
        installPlaces();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host =
                    host(builder -> builder.nonBlocking(thread -> true).blockingPolicy(BlockingPolicy.WARN));
            Consumer<Runnable> places = places(host);
            long before = log.messages().stream()
                    .filter(message -> message.contains(" waits on the non-blocking thread "))
                    .distinct()
                    .count();
            Callable<Boolean> all = () -> {
                places.accept(() -> importNothing(host));
                return true;
            };
            race(Collections.nCopies(4, all));
            assertEquals(1, endings(log).count());
            List<String> warned = warnings(log)
                    .map(message -> message.substring(message.indexOf("called by"), message.indexOf(';')))
                    .toList();
            assertEquals(PLACES_KEPT - before, warned.size());
            assertEquals(PLACES_KEPT - before, warned.stream().distinct().count());
        }
    }
}
