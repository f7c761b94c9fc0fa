package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What foreign code leaves on a thread of the host is not met by")
class ThreadStateTest extends HostFixture {

    private static final int MORE_THAN_CALLBACK_THREADS = 100;
    private static final String LEAVE = "((Runnable) System.getProperties().get(\"leave\")).run();";

    @TempDir
    Path application;

    private final ThreadLocal<String> local = new ThreadLocal<>();
    private final ThreadLocal<String> inheritable = new InheritableThreadLocal<>();
    private final ClassLoader loader = new ClassLoader(null) {};
    private final List<String> met = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void offer() {
        System.getProperties().put("leave", (Runnable) this::leave);
    }

    @AfterEach
    void takeBack() {
        System.getProperties().remove("leave");
    }

    /** Notes what of the marks is there already, and leaves all of them. */
    @SuppressWarnings("ThreadPriorityCheck") // it is what the host must take back
    private void leave() {
        Thread thread = Thread.currentThread();
        List<String> found = new ArrayList<>();
        mark(found, "thread-local", local.get() != null);
        mark(found, "inheritable thread-local", inheritable.get() != null);
        mark(found, "context class loader", thread.getContextClassLoader() == loader);
        mark(found, "interrupt", thread.isInterrupted());
        mark(found, "name", thread.getName().equals("left"));
        mark(found, "priority", thread.getPriority() != Thread.NORM_PRIORITY);
        mark(found, "handler", isLeft(thread.getUncaughtExceptionHandler()));
        met.add(String.join(", ", found));
        local.set("left");
        inheritable.set("left");
        thread.setContextClassLoader(loader);
        thread.setName("left");
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setUncaughtExceptionHandler(this::ended);
        thread.interrupt();
    }

    private static boolean isLeft(Thread.UncaughtExceptionHandler handler) {
        return handler.getClass().getName().startsWith(ThreadStateTest.class.getName());
    }

    private void ended(Thread thread, Throwable thrown) {
        met.add(thread + " ended with " + thrown);
    }

    private static void mark(List<String> found, String what, boolean there) {
        if (there) {
            found.add(what);
        }
    }

    private void assertNothingMet(int times) {
        assertEquals(Collections.nCopies(times, ""), met);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertEquals(true, latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private PluginHost oneThread() {
        return host(builder -> builder.importThreads(1));
    }

    @Test
    @DisplayName("the start of the next plugin")
    void nextStart() {
        for (String name : List.of("acme.a", "acme.b", "acme.c")) {
            install(plugin(name, LEAVE));
        }
        get(oneThread().importAll(List.of("acme.a", "acme.b", "acme.c")));
        assertNothingMet(3);
    }

    @Test
    @DisplayName("the start of the next plugin, if the first one fails")
    void startAfterFailure() {
        install(plugin("acme.a", LEAVE + " Probe.reach(\"a\");"));
        install(plugin("acme.b", LEAVE));
        probe.failAt("a", IllegalStateException::new);
        get(oneThread().importAll(List.of("acme.a", "acme.b")));
        assertNothingMet(2);
    }

    @Test
    @DisplayName("the constructor of the next plugin's service")
    void nextService() {
        for (String name : List.of("acme.a", "acme.b")) {
            install(PluginSource.module(name)
                    .source(
                            name + ".Job",
                            "public class Job implements Runnable { public Job() { " + LEAVE
                                    + " } public void run() {} }")
                    .declares("provides java.lang.Runnable with " + name + ".Job;"));
        }
        get(oneThread().importAll(List.of("acme.a", "acme.b")));
        assertNothingMet(2);
    }

    @Test
    @DisplayName("the next plugin, if both call code of a third one that has no entry point")
    void codeOfAPrerequisite() {
        var low = install(PluginSource.module("acme.low")
                .exports("acme.low")
                .source("acme.low.Low", "public class Low { public static void leave() { " + LEAVE + " } }"));
        var high = install(PluginSource.module("acme.high")
                .requires("acme.low")
                .compiledAgainst(low)
                .exports("acme.high")
                .source(
                        "acme.high.High",
                        "public class High { public static void leave() { acme.low.Low.leave(); } }"));
        for (String name : List.of("acme.a", "acme.b", "acme.c")) {
            install(supplier(name, "acme.high.High.leave();")
                    .requires("acme.high")
                    .compiledAgainst(high, low));
        }
        get(oneThread().importAll(List.of("acme.a", "acme.b", "acme.c")));
        assertNothingMet(3);
    }

    /** A plugin with a service whose constructor runs code. */
    private static PluginSource supplier(String name, String code) {
        String type = "java.util.function.LongSupplier";
        return PluginSource.module(name)
                .source(
                        name + ".Job",
                        "public class Job implements " + type + " { public Job() { " + code
                                + " } public long getAsLong() { return 1; } }")
                .declares("provides " + type + " with " + name + ".Job;");
    }

    /** The number of different threads on which plugins were imported. */
    private static long threads(PluginHost host) {
        return host.plugins().stream()
                .map(plugin -> plugin.trace().orElseThrow().thread())
                .distinct()
                .count();
    }

    @Test
    @DisplayName(
            "any plugin, so a thread imports the next one only if the code so far has linked to nothing by which it leaves anything")
    void threadsThatGoOn() {
        install(plugin("acme.first", "Probe.await(\"go\");"));
        List<String> names = new ArrayList<>();
        for (char last = 'a'; last <= 'j'; last++) {
            names.add("acme." + last);
            install(supplier("acme." + last, "new StringBuilder().append(Math.abs(-1));"));
        }
        PluginHost host = oneThread();
        var first = host.importModuleAsync("acme.first");
        probe.awaitReached("go");
        var others = host.importAll(names);
        probe.release("go");
        get(others);
        get(first);
        long threads = threads(host); // that of the first one, the next one, and another one while this thread waits
        assertTrue(threads <= 3, threads + " threads");
    }

    @Test
    @DisplayName("any plugin, so a thread ends whose plugin has got hold of it")
    void threadsThatEnd() {
        install(supplier("acme.a", "Thread.currentThread();"));
        install(supplier("acme.b", "getClass().getName();"));
        install(supplier("acme.c", "Runnable lambda = () -> {};"));
        install(PluginSource.plugin("acme.d"));
        install(supplier("acme.e", ""));
        PluginHost host = oneThread();
        get(host.importAll(List.of("acme.a", "acme.b", "acme.c", "acme.d", "acme.e")));
        assertEquals(5, threads(host));
    }

    @Test
    @DisplayName("any plugin, so none is held by a thread that goes on")
    void collectedThoughItsThreadGoesOn() {
        install(plugin("acme.first", "Probe.await(\"go\");"));
        install(supplier("acme.a", ""));
        install(plugin("acme.b", "Probe.await(\"end\");"));
        PluginHost host = oneThread();
        List<CompletableFuture<ImportedModule>> imports = new ArrayList<>();
        imports.add(host.importModuleAsync("acme.first"));
        probe.awaitReached("go");
        imports.add(host.importModuleAsync("acme.a")); // the first one of a new thread
        imports.add(host.importModuleAsync("acme.b"));
        probe.release("go");
        probe.awaitReached("end");
        var report = get(host.unload("acme.a")).plugins().get(0);
        probe.release("end");
        imports.forEach(HostFixture::get);
        assertEquals(UnloadReport.Plugin.Collection.COLLECTED, report.collection(), report.toString());
        assertEquals(
                info(host, "acme.b").trace().orElseThrow().thread(),
                info(host, "acme.a").trace().orElseThrow().thread());
    }

    @Test
    @DisplayName("a service whose type has a method with a type that is missing, which is made all the same")
    void missingTypeInASignature() {
        PluginSource api = PluginSource.module("acme.api")
                .exports("acme.api")
                .source("acme.api.Missing", "public class Missing {}")
                .source("acme.api.Greeting", "public interface Greeting { default void take(Missing missing) {} }");
        install(PluginSource.module("acme.a")
                .requires("acme.api")
                .compiledAgainst(api.jar(application, "whole.jar"))
                .source("acme.a.Polite", "public class Polite implements acme.api.Greeting {}")
                .declares("provides acme.api.Greeting with acme.a.Polite;"));
        ModuleFinder finder = ModuleFinder.of(api.without("acme.api.Missing").jar(application, "lacking.jar"));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration resolved = boot.configuration().resolve(finder, ModuleFinder.of(), Set.of("acme.api"));
        ModuleLayer layer = boot.defineModulesWithOneLoader(resolved, ClassLoader.getSystemClassLoader());
        PluginHost host = host(builder -> builder.applicationLayer(layer));
        host.importModule("acme.a");
        Class<?> type = Class.forName(layer.findModule("acme.api").orElseThrow(), "acme.api.Greeting");
        assertEquals(1, host.services(type).size());
    }

    @Test
    @DisplayName("a plugin that is imported within the start of another one, nor by that one thereafter")
    void nestedStart() {
        install(plugin("acme.inner", LEAVE));
        install(plugin("acme.outer", "context.importModule(\"acme.inner\"); " + LEAVE));
        oneThread().importModule("acme.outer");
        assertNothingMet(2);
    }

    @Test
    @DisplayName("a prerequisite that is imported within the start of another plugin")
    void nestedPrerequisite() {
        var shared = install(plugin("acme.shared", LEAVE));
        install(plugin("acme.inner", LEAVE).requires("acme.shared").compiledAgainst(shared));
        install(plugin(
                "acme.outer",
                "try { context.importModule(\"acme.inner\"); } finally { " + LEAVE + " Thread.interrupted(); }"));
        oneThread().importModule("acme.outer");
        assertNothingMet(3);
    }

    @Test
    @DisplayName("the stop of the next plugin")
    void nextStop() {
        PluginHost host = host();
        for (String name : List.of("acme.a", "acme.b")) {
            install(PluginSource.plugin(name).onStop(LEAVE));
        }
        get(host.importAll(List.of("acme.a", "acme.b")));
        host.close();
        assertNothingMet(2);
    }

    @Test
    @DisplayName("the next task of importExecutor()")
    void nextTask() {
        PluginHost host = oneThread();
        CountDownLatch done = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            host.importExecutor().execute(() -> {
                leave();
                done.countDown();
            });
        }
        await(done);
        assertNothingMet(3);
    }

    @Test
    @DisplayName("the next continuation of a future")
    void nextContinuation() {
        PluginHost host = host(builder -> builder.importThreads(1));
        install(plugin("acme.first", "Probe.await(\"go\");"));
        List<CompletableFuture<Void>> continued = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_CALLBACK_THREADS; i++) {
            continued.add(host.importModuleAsync("acme.first").thenRun(this::leave));
        }
        probe.awaitReached("go");
        probe.release("go");
        continued.forEach(HostFixture::get);
        assertNothingMet(MORE_THAN_CALLBACK_THREADS);
    }

    @Test
    @DisplayName("a listener when it is notified of the next plugin")
    void nextNotice() {
        PluginHost host = host();
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        CountDownLatch told = new CountDownLatch(2);
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule plugin) {
                leave();
                told.countDown();
            }
        });
        get(host.importAll(List.of("acme.a", "acme.b")));
        await(told);
        assertNothingMet(2);
    }
}
