package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginState;
import dev.pluginhost.Registration;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A listener")
class ListenerCallsTest extends ListenerFixture {

    private static final String LATE = "has not been notified in time";
    private static final Duration MOMENT = Duration.ofMillis(20);

    @Test
    @DisplayName("is called on daemon threads of its own, a fresh one for each notice")
    void threads() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        BlockingQueue<Thread> others = new LinkedBlockingQueue<>();
        events.listen(threadsTo(threads), null);
        events.listen(threadsTo(others), null);
        fail("acme.a");
        Thread first = threads.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(first);
        assertTrue(first.isDaemon());
        assertTrue(first.getName().startsWith("pluginhost-event-"), first.getName());
        assertTrue(first.getName().contains(ListenerCallsTest.class.getName()), first.getName());
        Thread other = others.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(other);
        assertNotEquals(first, other);
        fail("acme.b");
        first.join(PATIENCE.toMillis());
        assertFalse(first.isAlive());
        Thread next = threads.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(next);
        assertNotEquals(first, next);
    }

    private static PluginListener threadsTo(BlockingQueue<Thread> threads) {
        return new PluginListener() {
            @Override
            public void failed(String module, PluginInfo.Failure failure) {
                threads.add(Thread.currentThread());
            }
        };
    }

    @Test
    @DisplayName("is called on a thread without anything that an earlier call has set")
    void threadIsClean() throws Exception {
        Told told = new Told() {
            @Override
            public void failed(String module, PluginInfo.Failure failure) {
                Thread self = Thread.currentThread();
                note((self.getContextClassLoader() == LOADER) + " " + self.isInterrupted());
                self.setContextClassLoader(null);
                self.interrupt();
            }
        };
        events.listen(told, null);
        events.failed("acme.a", NO);
        events.failed("acme.a", NO); // so that it is there when the first call returns
        events.deliver();
        told.expect("true false", "true false");
    }

    @Test
    @DisplayName("is called without a lock of the registry, and the call that publishes does not wait")
    void noLock() throws Exception {
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                note("monitor " + Thread.holdsLock(registry));
                hangHere();
            }
        };
        events.listen(told, null);
        publish(provider("acme.a"));
        told.expect("monitor false");
        publish(provider("acme.b")); // takes the monitor, and comes back
        assertEquals(4, registry.services(Runnable.class).size());
    }

    @Test
    @DisplayName("that throws, even an error whose message cannot be read, is logged and called again like the others")
    void throwsAnything() throws Exception {
        Told told = new Told();
        events.listen(
                new PluginListener() {
                    @Override
                    public void failed(String module, PluginInfo.Failure failure) {
                        throw new Error() {
                            @Override
                            public String getMessage() {
                                throw new IllegalStateException("no message");
                            }
                        };
                    }

                    @Override
                    public void imported(ImportedModule module) {
                        told.note("the one that throws: " + module.name());
                    }
                },
                null);
        events.listen(told, null);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            fail("acme.a");
            fail("acme.b");
            told.expect("failed acme.a", "failed acme.b");
            assertTrue(events.awaitTold(null, PATIENCE));
            LogRecord logged = log.await("plugin acme.b cannot be imported");
            assertTrue(logged.getMessage().contains(ListenerCallsTest.class.getName()), logged.getMessage());
            assertNotNull(logged.getThrown());
            assertEquals(2, log.messages("failed when it was notified").size());
        }
        Imported c = provider("acme.c");
        publish(c);
        assertTrue(events.awaitTold(null, PATIENCE));
        assertTrue(told.rest().contains("the one that throws: acme.c"), told.rest()::toString);
    }

    @Test
    @DisplayName("is waited for when services go, until it has returned, has thrown or is closed")
    void awaitTold() throws Exception {
        Hanging hanging = new Hanging();
        Registration registration = events.listen(Runnable.class, hanging, null);
        Imported a = provider("acme.a");
        publish(a);
        hanging.told.expect("added acme.a", "added acme.a");
        withdraw(a);
        assertFalse(events.awaitTold(a, MOMENT));
        hang.countDown();
        assertTrue(events.awaitTold(a, PATIENCE));
        hanging.told.expect("removed acme.a", "removed acme.a");
        registration.close();
        assertTrue(events.awaitTold(a, Duration.ZERO));
    }

    @Test
    @DisplayName("that hangs is not waited for when it is closed")
    void awaitEndsByClose() throws Exception {
        Hanging hanging = new Hanging();
        Registration registration = events.listen(Runnable.class, hanging, null);
        Imported a = provider("acme.a");
        publish(a);
        hanging.told.expect("added acme.a", "added acme.a");
        withdraw(a);
        hanging.hangs.await();
        List<Callable<Boolean>> both = List.of(() -> events.awaitTold(a, PATIENCE), () -> {
            registration.close();
            return true;
        });
        assertEquals(List.of(true, true), race(both));
    }

    @Test
    @DisplayName("that does not return is logged once, with its stack, and is not waited for until it has returned")
    void late() throws Exception {
        Semaphore leave = new Semaphore(0);
        CountDownLatch hangs = new CountDownLatch(1);
        Told hanging = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                hangs.countDown();
                leave.acquireUninterruptibly();
                super.removed(service, module);
            }
        };
        Told told = new Told();
        events.listen(Runnable.class, hanging, null);
        events.listen(Runnable.class, told, null);
        Imported a = provider("acme.a");
        Imported b = provider("acme.b");
        Imported c = provider("acme.c");
        publish(a);
        publish(b);
        String[] added = {"added acme.a", "added acme.a", "added acme.b", "added acme.b"};
        hanging.expect(added);
        told.expect(added);
        withdraw(a);
        hangs.await();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertFalse(events.awaitTold(a, MOMENT));
            events.forget(a);
            LogRecord logged = log.await("service java.lang.Runnable of plugin acme.a is gone");
            assertTrue(logged.getMessage().contains(hanging.getClass().getName()), logged.getMessage());
            assertTrue(logged.getMessage().contains("removed(ListenerCallsTest.java:"), logged.getMessage());
            assertTrue(logged.getMessage().contains("pluginhost-event-"), logged.getMessage());
            assertNotNull(logged.getThrown());

            withdraw(b);
            long began = System.nanoTime();
            assertFalse(events.awaitTold(b, PATIENCE));
            assertTrue(System.nanoTime() - began < PATIENCE.toNanos(), "waited again for the one that hangs");
            events.forget(b);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages(LATE).size(), log.messages()::toString);
            told.expect("removed acme.a", "removed acme.a", "removed acme.b", "removed acme.b");

            leave.release(); // so that it comes back, to hang again; the others have been taken back
            hanging.expect("removed acme.a");
            publish(c);
            hanging.expect("added acme.c", "added acme.c");
            withdraw(c);
            assertFalse(events.awaitTold(c, MOMENT));
            events.forget(c);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(2, log.messages(LATE).size(), log.messages()::toString);
        } finally {
            leave.release(2);
        }
    }

    @Test
    @DisplayName("that hangs for another plugin is not logged when a plugin is forgotten")
    void notLate() throws Exception {
        Hanging hanging = new Hanging();
        events.listen(hanging, null);
        fail("acme.b");
        hanging.hangs.await();
        Told told = new Told();
        events.listen(Runnable.class, told, null);
        Imported a = provider("acme.a");
        publish(a);
        told.expect("added acme.a", "added acme.a");
        withdraw(a);
        assertTrue(events.awaitTold(a, PATIENCE));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            events.forget(a);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(List.of(), log.messages("acme.a"));
        }
    }

    @Test
    @DisplayName("does not wait for itself in its call")
    void awaitInItself() throws Exception {
        Told told = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                try {
                    assertTrue(events.isTelling());
                    note("told " + events.awaitTold(null, PATIENCE.multipliedBy(10)));
                } catch (InterruptedException e) {
                    note("interrupted");
                }
            }
        };
        events.listen(Runnable.class, told, null);
        Imported a = provider("acme.a");
        publish(a);
        told.expect("added acme.a", "added acme.a");
        withdraw(a);
        told.expect("told false");
        assertFalse(events.isTelling());
    }

    // Far behind

    @Test
    @DisplayName("that is far behind is logged, and is not notified any more")
    void farBehind() throws Exception {
        Hanging hanging = new Hanging();
        events.listen(hanging, null);
        fail("acme.x");
        hanging.hangs.await();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int i = 0; i < 10_000; i++) {
                fail("acme.y");
            }
            LogRecord logged = log.await("is 10000 events behind");
            assertTrue(logged.getMessage().contains("ListenerFixture.hangHere("), logged.getMessage());
            assertEquals(1, log.messages("events behind").size());
        }
        Told told = new Told();
        events.listen(told, null);
        hang.countDown();
        hanging.told.expect("failed acme.x");
        fail("acme.z");
        told.expect("failed acme.z");
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(List.of(), hanging.told.rest());
    }

    @Test
    @DisplayName("that hangs delays no imports, no other listeners and no other calls of the host")
    void hangs() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(2);
        install(withService("acme.a"));
        install(withService("acme.b"));
        PluginHost host = host();
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                hangs.countDown();
                awaitQuietly(hang);
            }
        });
        host.listen(Runnable.class, new ServiceListener<Object>() {
            @Override
            public void added(Object service, ImportedModule module) {
                hangs.countDown();
                awaitQuietly(hang);
            }

            @Override
            public void removed(Object service, ImportedModule module) {}
        });
        Told told = new Told();
        Told services = new Told();
        host.listen(told);
        host.listen(Runnable.class, services);
        try {
            host.importModule("acme.a");
            hangs.await();
            // each takes the stripe of acme.a, the registry's monitor or both
            assertEquals(PluginState.IMPORTED, info(host, "acme.a").state());
            host.importModule("acme.b");
            told.expect("imported acme.a", "imported acme.b");
            services.expect("added acme.a", "added acme.b");
            host.listen(told).close();
            host.listen(Runnable.class, services).close();
        } finally {
            hang.countDown();
        }
    }

    @Test
    @DisplayName("may import in its call, and wait for that")
    void imports() throws Exception {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        PluginHost host = host();
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                super.imported(module);
                note("with " + host.importModule("acme.b").name());
            }
        };
        host.listen(told);
        host.importModule("acme.a");
        told.expect("imported acme.a", "with acme.b", "imported acme.b", "with acme.b");
    }

    @Test
    @DisplayName("may close the host in its call, even two listeners at the same time")
    void closes() throws Exception {
        install(plugin("acme.a"));
        PluginHost host = host(builder -> builder.closeTimeout(PATIENCE.multipliedBy(10)));
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            host.listen(new PluginListener() {
                @Override
                public void imported(ImportedModule module) {
                    both.countDown();
                    awaitQuietly(both);
                    host.close();
                    closed.countDown();
                }
            });
        }
        host.importModule("acme.a");
        assertTrue(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTimeoutPreemptively(PATIENCE, host::close);
    }

    @Test
    @DisplayName("that hangs when services go delays the unloading for a while, but not others or the next one")
    void hangsInRemoved() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        install(withService("acme.a"));
        install(withService("acme.b"));
        PluginHost host = host(builder -> builder.stopTimeout(Duration.ofMillis(200)));
        Told hanging = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                note("removed " + module.name());
                awaitQuietly(hang);
            }
        };
        Told told = new Told();
        host.listen(Runnable.class, hanging);
        host.listen(Runnable.class, told);
        host.importModule("acme.a");
        host.importModule("acme.b");
        hanging.expect("added acme.a", "added acme.b");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            get(host.unload("acme.a"));
            assertNotNull(log.await("service java.lang.Runnable of plugin acme.a is gone"));
            get(host.unload("acme.b"));
            told.expect("added acme.a", "added acme.b", "removed acme.a", "removed acme.b");
        } finally {
            hang.countDown();
        }
        hanging.expect("removed acme.a");
        host.importModule("acme.b");
        hanging.expect("added acme.b");
    }

    @Test
    @DisplayName("may wait in its call for the end of the plugin that waits for it; this wait ends")
    void unloadsInItsCall() throws Exception {
        install(withService("acme.a"));
        PluginHost host = host(builder -> builder.stopTimeout(Duration.ofMillis(200)));
        Told told = new Told() {
            @Override
            public void added(Object service, ImportedModule module) {
                host.unload(module.name()).join();
                note("unloaded " + module.name());
            }
        };
        host.listen(Runnable.class, told);
        host.importModule("acme.a");
        told.expect("unloaded acme.a");
        host.listen(Runnable.class, told).close();
        assertEquals(List.of(), host.services(Runnable.class));
    }
}
