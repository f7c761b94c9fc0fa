package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call whose future has ended is forgotten while what it asked for is under way:")
class EndedCallsTest extends HostFixture {

    private static final int CALLS = 20;

    private PluginHost host;
    private CompletableFuture<ImportedModule> underWay;

    private void begin(PluginHost of) {
        host = of;
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");")
                .declares("provides Runnable with acme.slow.Task;")
                .source("acme.slow.Task", "public class Task implements Runnable { public void run() {} }"));
        host.plugins();
        underWay = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
    }

    private void begin() {
        begin(host());
    }

    /** Nothing but the weak references is left of them here. */
    private static List<WeakReference<?>> cancelled(Supplier<CompletableFuture<?>> call) {
        List<WeakReference<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<?> future = call.get();
            assertTrue(future.cancel(true));
            calls.add(new WeakReference<>(future));
        }
        return calls;
    }

    private void assertForgotten(List<WeakReference<?>> calls) {
        calls.forEach(Collected::await);
        probe.release("go");
        assertEquals("acme.slow", get(underWay).name());
    }

    @Test
    @DisplayName("importModuleAsync, when it was cancelled")
    void cancelled() {
        begin();
        assertForgotten(cancelled(() -> host.importModuleAsync("acme.slow")));
    }

    @Test
    @DisplayName("importModuleAsync with a time of its own, when it was cancelled")
    void cancelledBeforeItsTime() {
        begin();
        assertForgotten(cancelled(() -> host.importModuleAsync("acme.slow", PATIENCE)));
    }

    @Test
    @DisplayName("importModuleAsync, when its time is over")
    void timedOut() {
        begin();
        List<WeakReference<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<?> future = host.importModuleAsync("acme.slow", Duration.ofMillis(1));
            failureOf(future);
            calls.add(new WeakReference<>(future));
        }
        assertForgotten(calls);
    }

    @Test
    @DisplayName("importModuleAsync, when the caller has completed it with orTimeout")
    void timedOutByTheCaller() {
        begin();
        List<WeakReference<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.slow");
            Throwable unused = future.orTimeout(1, TimeUnit.MILLISECONDS)
                    .handle((module, thrown) -> thrown)
                    .join();
            calls.add(new WeakReference<>(future));
        }
        assertForgotten(calls);
    }

    @Test
    @DisplayName("importAll, when it was cancelled")
    void all() {
        begin();
        assertForgotten(cancelled(() -> host.importAll(List.of("acme.slow"))));
    }

    @Test
    @DisplayName("importServices, when it was cancelled")
    void services() {
        begin();
        assertForgotten(cancelled(() -> host.importServices(Runnable.class)));
    }

    @Test
    @DisplayName("a plugin's own, when it was cancelled")
    void ofAPlugin() {
        install(
                plugin(
                        "acme.asks",
                        "Probe.hand(\"ask\", (java.util.function.Supplier<?>) () -> context.importModuleAsync(\"acme.slow\"));"));
        begin();
        host.importModule("acme.asks");
        @SuppressWarnings("unchecked")
        Supplier<CompletableFuture<?>> ask = probe.take("ask", Supplier.class);
        assertForgotten(cancelled(ask));
    }

    @Test
    @DisplayName("what was made of it waits for nothing more, too")
    void derived() {
        begin();
        List<WeakReference<?>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.slow");
            calls.add(new WeakReference<>(future.thenApply(ImportedModule::name)));
            assertTrue(future.cancel(false));
        }
        assertForgotten(calls);
    }

    @Test
    @DisplayName("unload, when it was cancelled")
    void unload() {
        install(plugin("acme.a").onStop("Probe.awaitUninterruptibly(\"stop\");"));
        begin();
        host.importModule("acme.a");
        CompletableFuture<?> unloading = host.unload("acme.a");
        probe.awaitReached("stop");
        List<WeakReference<?>> calls = cancelled(() -> host.unload("acme.a"));
        calls.forEach(Collected::await);
        probe.release("stop");
        get(unloading);
        probe.release("go");
    }
}
