package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginState;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A caller may")
class UnusualCallersTest extends HostFixture {

    private final List<Object> kept = new ArrayList<>();

    @AfterEach
    void letGo() {
        kept.clear();
    }

    /** Imports a plugin that describes the thread that it is started on. */
    private String importOn(java.util.function.Consumer<Runnable> caller) {
        install(plugin("acme.a", """
                Thread thread = Thread.currentThread();
                Probe.hand("thread", "priority " + thread.getPriority() + ", daemon " + thread.isDaemon()
                        + ", group " + thread.getThreadGroup().getName());
                """));
        PluginHost host = host();
        CompletableFuture<ImportedModule> done = new CompletableFuture<>();
        caller.accept(() -> {
            try {
                done.complete(host.importModule("acme.a"));
            } catch (Throwable thrown) {
                done.completeExceptionally(thrown);
            }
        });
        assertEquals("acme.a", get(done).name());
        return probe.take("thread", String.class);
    }

    private static void assertIsTheHosts(String thread) {
        String group = Runtime.version().feature() < 19 ? "pluginhost" : "system";
        assertEquals("priority " + Thread.NORM_PRIORITY + ", daemon true, group " + group, thread);
    }

    @Test
    @DisplayName("have no context class loader")
    void withoutContextLoader() {
        assertIsTheHosts(importOn(call -> {
            Thread caller = new Thread(call);
            caller.setContextClassLoader(null);
            caller.start();
        }));
    }

    @Test
    @SuppressWarnings("removal") // it has an effect up to Java 18
    @DisplayName("be in a thread group that is of less priority, and interrupted, and destroyed with its last thread")
    void inAThreadGroup() throws InterruptedException {
        ThreadGroup group = new ThreadGroup("callers");
        group.setMaxPriority(Thread.MIN_PRIORITY);
        AtomicReference<Thread> caller = new AtomicReference<>();
        String thread = importOn(call -> {
            caller.set(new Thread(group, call));
            caller.get().start();
        });
        assertIsTheHosts(thread);
        caller.get().join();
        assertEquals(0, group.activeCount(), "threads of the host's in the caller's group");
        group.destroy();
    }

    @Test
    @DisplayName("be a cleaner's thread")
    void cleaner() {
        CountDownLatch dropped = new CountDownLatch(1);
        Cleaner cleaner = Cleaner.create();
        kept.add(cleaner);
        assertIsTheHosts(importOn(call -> {
            Cleaner.Cleanable cleanable = cleaner.register(new Object(), () -> {
                dropped.countDown();
                call.run();
            });
            kept.add(cleanable);
            while (dropped.getCount() > 0) {
                System.gc();
                Thread.onSpinWait();
            }
        }));
    }

    private static final class Finalised {
        private final Runnable call;
        private final CountDownLatch dropped;

        Finalised(Runnable call, CountDownLatch dropped) {
            this.call = call;
            this.dropped = dropped;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal", "Finalize"})
        protected void finalize() {
            dropped.countDown();
            call.run();
        }
    }

    @Test
    @DisplayName("be the finaliser's thread")
    void finaliser() {
        CountDownLatch dropped = new CountDownLatch(1);
        assertIsTheHosts(importOn(call -> {
            Object garbage = new Finalised(call, dropped);
            garbage = null;
            while (dropped.getCount() > 0) {
                System.gc();
                Thread.onSpinWait();
            }
        }));
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // that nothing relies on it is what is tested
    @DisplayName("be of least priority")
    void ofLeastPriority() {
        assertIsTheHosts(importOn(call -> {
            Thread caller = new Thread(call);
            caller.setPriority(Thread.MIN_PRIORITY);
            caller.start();
        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ".", "acme.", ".acme", "acme..a", "acme a", "acme/a", "1acme", "a\u0000b", "acme-a"})
    @DisplayName("ask for what is no name, and get an exception that says so")
    void malformed(String name) {
        install(plugin("acme.a"));
        PluginHost host = host();
        PluginNotFoundException failure = assertThrows(PluginNotFoundException.class, () -> host.importModule(name));
        assertTrue(failure.getMessage().startsWith("No plugin can be called \""), failure.getMessage());
        assertTrue(failure.getMessage().chars().noneMatch(Character::isISOControl), failure.getMessage());
        assertInstanceOf(PluginNotFoundException.class, failureOf(host.importModuleAsync(name)));
        assertTrue(host.find(name).isEmpty());
        assertInstanceOf(
                PluginNotFoundException.class,
                get(host.importAll(List.of(name))).get(name).failure().orElseThrow());
    }

    @Test
    @DisplayName("ask for a name as long as a book, and gets a short answer")
    void endlessName() {
        PluginHost host = host();
        for (String name : List.of("a".repeat(1_000_000), "a ".repeat(1_000_000))) {
            PluginNotFoundException failure =
                    assertThrows(PluginNotFoundException.class, () -> host.importModule(name));
            assertTrue(
                    failure.getMessage().length() < 1000,
                    () -> failure.getMessage().length() + " characters");
        }
    }

    @Test
    @DisplayName("not ask for null")
    void nothing() {
        PluginHost host = host();
        assertThrows(NullPointerException.class, () -> host.importModule(null));
        assertThrows(NullPointerException.class, () -> host.importModuleAsync(null));
        assertThrows(NullPointerException.class, () -> host.importAll(null));
        assertThrows(NullPointerException.class, () -> host.importAll(Arrays.asList("acme.a", null)));
        assertThrows(NullPointerException.class, () -> host.find(null));
        assertThrows(NullPointerException.class, () -> host.services(null));
        assertThrows(NullPointerException.class, () -> host.importServices(null));
    }

    @Test
    @DisplayName("ask for ten thousand names that nobody installed, of which nothing is remembered")
    void unknownNames() {
        install(plugin("acme.a"));
        PluginHost host = host();
        host.start();
        List<WeakReference<String>> names = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String name = "acme.unknown" + i;
            names.add(new WeakReference<>(name));
            if (i % 2 == 0) {
                assertThrows(PluginNotFoundException.class, () -> host.importModule(name));
            } else {
                assertInstanceOf(PluginNotFoundException.class, failureOf(host.importModuleAsync(name)));
            }
        }
        names.forEach(Collected::await);
        assertEquals(1, host.plugins().size());
        assertEquals(PluginState.INSTALLED, info(host, "acme.a").state());
    }
}
