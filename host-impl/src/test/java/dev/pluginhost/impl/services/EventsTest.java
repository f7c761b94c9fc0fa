package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Reason;
import dev.pluginhost.Registration;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Scan;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.impl.layer.JarFiles;
import dev.pluginhost.impl.layer.OpenArtifacts;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.layer.Resolver;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.testkit.PluginSource;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of what happens to plugins and services")
class EventsTest extends HostFixture {

    private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();
    private static final PluginInfo.Failure NO =
            new PluginInfo.Failure(Reason.START_FAILED, ImportStage.START, "no", "", Instant.EPOCH);
    private static final String LATE = "has not been notified in time";
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final Registry registry = new Registry();
    private final Events events = new Events(registry, LOADER);
    private final List<PluginLayer> layers = new ArrayList<>();
    private final CountDownLatch hang = new CountDownLatch(1);

    /** What an application keeps. */
    private final List<Object> kept = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        hang.countDown();
        events.close();
        for (PluginLayer layer : layers) {
            layer.close();
        }
    }

    /** A plugin with two services. */
    private Imported provider(String name) {
        return start(source(name));
    }

    private static PluginSource source(String name) {
        return PluginSource.plugin(name)
                .declares("provides java.lang.Runnable with " + name + ".One, " + name + ".Two;")
                .source(name + ".One", "public class One implements Runnable { public void run() {} }")
                .source(name + ".Two", "public class Two implements Runnable { public void run() {} }");
    }

    private Imported start(PluginSource source) {
        install(source);
        Candidate candidate = Scan.of(new Source(plugins, false)).candidates().get(source.name());
        try {
            OpenArtifacts opened = OpenArtifacts.open(candidate, new JarFiles(16, message -> {}));
            Resolution resolution =
                    Resolver.resolve(candidate, ModuleLayer.boot().configuration(), List.of());
            PluginLayer layer = PluginLayer.define(resolution, opened, ModuleLayer.boot(), LOADER, List.of());
            layers.add(layer);
            HostAccess noHost = new HostAccess(null, Optional.empty(), plugin -> null);
            RunningPlugin running = new RunningPlugin(layer, noHost);
            running.start();
            return new Imported(candidate, layer, running);
        } catch (Throwable thrown) {
            throw new AssertionError("not started", thrown);
        }
    }

    /** The same plugin, as if it were imported another time. */
    private static Imported again(Imported imported) {
        return new Imported(imported.candidate(), imported.layer(), imported.running());
    }

    private void publish(Imported imported) {
        events.publish(imported);
        events.deliver();
    }

    private void withdraw(Imported imported) {
        events.withdraw(imported, "is gone");
        events.deliver();
    }

    private void unloaded(Imported imported) {
        events.unloaded(imported);
        events.deliver();
    }

    private void fail(String name) {
        events.failed(name, NO);
        events.deliver();
    }

    private void hangHere() {
        boolean interrupted = false;
        while (true) {
            try {
                hang.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Order

    @Test
    @DisplayName("a listener is notified of all in the order in which it happened")
    void inOrder() throws Exception {
        Told told = new Told();
        events.listen(told, null);
        Imported a = provider("acme.a");
        fail("acme.a");
        publish(a);
        publish(provider("acme.b"));
        withdraw(a);
        unloaded(a);
        publish(again(a));
        told.expect("failed acme.a", "imported acme.a", "imported acme.b", "unloaded acme.a", "imported acme.a");
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("a listener gets the same module when a plugin is imported and when it is unloaded")
    void sameModule() throws Exception {
        BlockingQueue<ImportedModule> modules = new LinkedBlockingQueue<>();
        events.listen(
                new PluginListener() {
                    @Override
                    public void imported(ImportedModule module) {
                        modules.add(module);
                    }

                    @Override
                    public void unloaded(ImportedModule module) {
                        modules.add(module);
                    }
                },
                null);
        Imported a = provider("acme.a");
        publish(a);
        withdraw(a);
        unloaded(a);
        assertSame(a.handle(), modules.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertSame(a.handle(), modules.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("a listener gets the present providers in the order of import, then those that come and go")
    void services() throws Exception {
        Imported b = provider("acme.b");
        Imported a = provider("acme.a");
        publish(b);
        publish(a);
        Told told = new Told();
        events.listen(Runnable.class, told, null);
        told.expect("added acme.b", "added acme.b", "added acme.a", "added acme.a");
        publish(provider("acme.c"));
        withdraw(b);
        told.expect("added acme.c", "added acme.c", "removed acme.b", "removed acme.b");
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("providers of other services, and of types above the service, are not told")
    void otherServices() throws Exception {
        publish(provider("acme.a"));
        Told told = new Told();
        events.listen(Object.class, told, null);
        events.listen(Comparable.class, told, null);
        publish(provider("acme.b"));
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("a listener gets the instances of the registry, and the same ones when they go")
    void sameInstances() throws Exception {
        List<Runnable> there = new ArrayList<>();
        List<Runnable> gone = new ArrayList<>();
        events.listen(
                Runnable.class,
                new ServiceListener<Runnable>() {
                    @Override
                    public void added(Runnable service, ImportedModule module) {
                        there.add(service);
                    }

                    @Override
                    public void removed(Runnable service, ImportedModule module) {
                        gone.add(service);
                    }
                },
                null);
        Imported a = provider("acme.a");
        publish(a);
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(registry.services(Runnable.class), there);
        withdraw(a);
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(there, gone);
    }

    @Test
    @DisplayName(
            "a provider that comes and goes before a listener is notified of it is dropped, and one that a listener knows is removed")
    void undoneMeanwhile() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        Told told = new Told() {
            @Override
            public void added(Object service, ImportedModule module) {
                busy.countDown();
                hangHere();
                super.added(service, module);
            }
        };
        events.listen(Runnable.class, told, null);
        Imported a = provider("acme.a");
        Imported b = provider("acme.b");
        publish(a);
        busy.await(); // with the first of a's two
        publish(b);
        withdraw(b);
        withdraw(a);
        publish(again(b));
        hang.countDown();
        told.expect("added acme.a", "removed acme.a", "added acme.b", "added acme.b");
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("nothing is lost, doubled or out of order, whoever begins to listen while plugins come and go")
    void racing() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (String name : List.of("acme.a", "acme.b", "acme.c")) {
            Imported plugin = provider(name);
            tasks.add(() -> {
                for (int round = 0; round < 100; round++) {
                    Imported now = again(plugin);
                    publish(now);
                    if (round % 3 != 0) {
                        assertTrue(events.awaitTold(now, PATIENCE)); // of which nothing is withdrawn yet
                    }
                    if (round < 99) {
                        withdraw(now);
                    }
                }
                return true;
            });
        }
        BlockingQueue<Mirror> mirrors = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(() -> {
                for (int round = 0; round < 100; round++) {
                    Mirror mirror = new Mirror();
                    Registration registration = events.listen(Runnable.class, mirror, null);
                    if (round % 10 == 0) {
                        mirrors.add(mirror);
                    } else {
                        registration.close();
                    }
                }
                return true;
            });
        }
        race(tasks);
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(6, registry.services(Runnable.class).size());
        assertEquals(20, mirrors.size());
        for (Mirror mirror : mirrors) {
            assertNull(mirror.wrong, mirror.wrong);
            assertEquals(registry.services(Runnable.class), mirror.there);
        }
    }

    /** What is present according to the notices; written on the thread of the listener, and read after the last notice. */
    private static final class Mirror implements ServiceListener<Runnable> {
        private final List<Runnable> there = new ArrayList<>();
        private volatile String wrong;

        @Override
        public void added(Runnable service, ImportedModule module) {
            if (there.contains(service)) {
                wrong = "added twice: " + service;
            }
            there.add(service);
        }

        @Override
        public void removed(Runnable service, ImportedModule module) {
            if (!there.remove(service)) {
                wrong = "removed, and was not there: " + service;
            }
        }
    }

    // Threads

    @Test
    @DisplayName("each listener is called on daemon threads of its own, a fresh one for each notice")
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
        assertTrue(first.getName().contains(EventsTest.class.getName()), first.getName());
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
    @DisplayName("a listener's thread is as it was made, whatever an earlier call has left there")
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
    @DisplayName(
            "no listener is called while a lock of the registry is held, and the call that publishes does not wait")
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
    @DisplayName(
            "a listener that throws, even an error whose message cannot be read, is logged and called again like the others")
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
            assertTrue(events.awaitAllTold(PATIENCE));
            LogRecord logged = log.await("plugin acme.b cannot be imported");
            assertTrue(logged.getMessage().contains(EventsTest.class.getName()), logged.getMessage());
            assertNotNull(logged.getThrown());
            assertEquals(2, log.messages("failed when it was notified").size());
        }
        Imported c = provider("acme.c");
        publish(c);
        assertTrue(events.awaitAllTold(PATIENCE));
        assertTrue(told.rest().contains("the one that throws: acme.c"), told.rest()::toString);
    }

    // Registrations

    @Test
    @DisplayName("a listener is not called any more when its registration is closed, even if it closes it in a call")
    void closeRegistration() throws Exception {
        AtomicReference<Registration> registration = new AtomicReference<>();
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                registration.get().close();
                super.imported(module);
            }
        };
        registration.set(events.listen(told, null));
        Told other = new Told();
        events.listen(other, null);
        Imported a = provider("acme.a");
        events.publish(a); // both are there when the thread begins
        unloaded(a);
        other.expect("imported acme.a", "unloaded acme.a");
        told.expect("imported acme.a");
        fail("acme.a");
        other.expect("failed acme.a");
        assertTrue(events.awaitAllTold(PATIENCE));
        registration.get().close();
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName(
            "a listener is not kept when its registration is closed, though the application keeps the registration")
    void closedKeepsNothing() throws Exception {
        List<Registration> registrations = new ArrayList<>();
        WeakReference<Told> listener = new WeakReference<>(listenOnce(registrations));
        registrations.forEach(Registration::close);
        Collected.await(listener);
        registrations.forEach(Registration::close);
    }

    private Told listenOnce(List<Registration> registrations) throws InterruptedException {
        Told told = new Told();
        registrations.add(events.listen(told, null));
        registrations.add(events.listen(Runnable.class, told, null));
        publish(provider("acme.a"));
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(3, told.rest().size());
        return told;
    }

    @Test
    @DisplayName("no listener is called after the close, and none can be registered")
    void closed() throws Exception {
        Told told = new Told();
        events.listen(told, null);
        events.listen(Runnable.class, told, null);
        events.close();
        publish(provider("acme.a"));
        fail("acme.b");
        assertNull(events.listen(told, null));
        assertNull(events.listen(Runnable.class, told, null));
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(List.of(), told.rest());
    }

    // Leaving

    /** A listener that hangs in its first call. */
    private final class Hanging implements ServiceListener<Runnable>, PluginListener {
        private final CountDownLatch hangs = new CountDownLatch(1);
        private final Told told = new Told();

        @Override
        public void added(Runnable service, ImportedModule module) {
            told.added(service, module);
        }

        @Override
        public void removed(Runnable service, ImportedModule module) {
            hangs.countDown();
            hangHere();
            told.removed(service, module);
        }

        @Override
        public void failed(String module, PluginInfo.Failure failure) {
            hangs.countDown();
            hangHere();
            told.failed(module, failure);
        }

        @Override
        public void imported(ImportedModule module) {
            told.imported(module);
        }

        @Override
        public void unloaded(ImportedModule module) {
            told.unloaded(module);
        }
    }

    @Test
    @DisplayName(
            "the wait for the notice that services go ends when the listener has returned, has thrown or is closed")
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
    @DisplayName("a wait ends when the last listener that hangs is closed")
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
    @DisplayName(
            "a listener that does not come back is logged, once, with where it is, and is not waited for until it has")
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
            assertTrue(logged.getMessage().contains("removed(EventsTest.java:"), logged.getMessage());
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
    @DisplayName("a listener that has no part in it is not logged when a plugin is forgotten")
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
    @DisplayName("a wait within the call of the listener that it would be for does not wait")
    void awaitInItself() throws Exception {
        Told told = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                try {
                    assertTrue(events.isTelling());
                    note("told " + events.awaitAllTold(PATIENCE.multipliedBy(10)));
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

    @Test
    @DisplayName("what hangs keeps no plugin alive that was forgotten")
    void forgottenIsCollected() throws Exception {
        Hanging hanging = new Hanging();
        events.listen(Runnable.class, hanging, null);
        events.listen(hanging, null);
        Imported a = provider("acme.a");
        publish(a);
        Collected.await(comeAndGo(a, hanging));
        assertEquals(List.of(), registry.all());
    }

    /** In a method of its own, so that no variable of a frame keeps the plugin. */
    private WeakReference<ClassLoader> comeAndGo(Imported other, Hanging hanging) throws InterruptedException {
        Imported b = provider("acme.b");
        publish(b);
        assertTrue(events.awaitAllTold(PATIENCE));
        withdraw(other);
        hanging.hangs.await();
        withdraw(b); // whose notice is still pending
        unloaded(b);
        events.forget(b);
        layers.remove(b.layer());
        return new WeakReference<>(b.layer().loader());
    }

    @Test
    @DisplayName(
            "the listeners of a plugin are not called any more once it is forgotten, nor are those for its service types")
    void listenersOfThePlugin() throws Exception {
        WeakReference<ClassLoader> loader = listenAndGo();
        Collected.await(loader);
    }

    private WeakReference<ClassLoader> listenAndGo() throws Exception {
        Imported a = start(source("acme.a")
                .requires("dev.pluginhost")
                .exports("acme.a")
                .source("acme.a.Type", "public interface Type {}")
                .onStart("""
                        Probe.hand("listener", new dev.pluginhost.PluginListener() {
                            @Override
                            public void failed(String module, dev.pluginhost.PluginInfo.Failure failure) {
                                Probe.say("failed " + module);
                            }
                        });
                        """)
                .probe(probe));
        events.listen(probe.take("listener", PluginListener.class), null);
        Class<?> type = Class.forName("acme.a.Type", false, a.layer().loader());
        Told told = new Told();
        Registration ofType = events.listen(type, told, null);
        fail("acme.b");
        probe.awaitReached("failed acme.b");
        events.publish(a);
        events.withdraw(a, "is gone");
        events.forget(a);
        fail("acme.c");
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(0, probe.count("failed acme.c"));
        layers.remove(a.layer());
        kept.add(ofType);
        return new WeakReference<>(a.layer().loader());
    }

    // Far behind

    @Test
    @DisplayName("a listener that is far behind is logged, and not notified any more")
    void farBehind() throws Exception {
        Hanging hanging = new Hanging();
        events.listen(hanging, null);
        fail("acme.x");
        hanging.hangs.await();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int i = 0; i < 100_000; i++) {
                fail("acme.y");
            }
            LogRecord logged = log.await("is 100000 events behind");
            assertTrue(logged.getMessage().contains("EventsTest.hangHere("), logged.getMessage());
            assertEquals(1, log.messages("events behind").size());
        }
        Told told = new Told();
        events.listen(told, null);
        hang.countDown();
        hanging.told.expect("failed acme.x");
        fail("acme.z");
        told.expect("failed acme.z");
        assertTrue(events.awaitAllTold(PATIENCE));
        assertEquals(List.of(), hanging.told.rest());
    }
}
