package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the host's documentation promises for rare occasions:")
class DocumentedDetailsTest extends HostFixture {

    @Test
    @DisplayName(
            "an interrupted plugin's start that refreshes gets the exception for interrupts, and the sources are read")
    @SuppressWarnings("try") // it is there for the plugin
    void refreshInterrupted() {
        install(plugin("acme.a", "Thread.currentThread().interrupt();\n" + AppCall.source("refresh") + ";"));
        PluginHost host = host();
        host.start();
        install(plugin("acme.b"));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> kept = new AtomicReference<>();
        try (AppCall call = AppCall.of("refresh", () -> {
            try {
                host.refresh();
            } catch (RuntimeException e) {
                thrown.set(e);
            }
            kept.set(Thread.interrupted());
            return "";
        })) {
            host.importModule("acme.a");
        }
        assertInstanceOf(ImportInterruptedException.class, thrown.get());
        assertTrue(kept.get(), "the interrupt is kept");
        host.importModule("acme.b");
    }

    @Test
    @DisplayName("what is made of a future by way of a minimal stage is not waited for on a non-blocking thread either")
    void minimalStage() {
        install(plugin("acme.a", "Probe.await(\"start\");"));
        Thread self = Thread.currentThread();
        PluginHost host = host(builder -> builder.nonBlocking(self));
        CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.a");
        CompletionStage<ImportedModule> minimal = future.minimalCompletionStage();
        for (CompletionStage<?> stage : List.of(
                minimal,
                minimal.thenApply(module -> module),
                future.copy(),
                future.copy().minimalCompletionStage(),
                future.thenApply(module -> module).minimalCompletionStage().thenCompose(module -> minimal))) {
            assertThrows(
                    WouldBlockException.class, () -> stage.toCompletableFuture().join());
            assertThrows(
                    WouldBlockException.class, () -> stage.toCompletableFuture().get());
        }
        probe.release("start");
    }

    @Test
    @DisplayName("a minimal stage ends as its future does, which does not end with it")
    void minimalStageEnds() {
        install(plugin("acme.a"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.a");
        CompletableFuture<ImportedModule> minimal = (CompletableFuture<ImportedModule>) future.minimalCompletionStage();
        future.minimalCompletionStage().toCompletableFuture().cancel(false);
        assertSame(get(future), get(minimal.toCompletableFuture()));
        assertEquals("acme.a", get(minimal.thenApply(ImportedModule::name).toCompletableFuture()));
        CompletionStage<ImportedModule> failed =
                host.importModuleAsync("acme.b").minimalCompletionStage();
        assertInstanceOf(PluginNotFoundException.class, failureOf(failed.toCompletableFuture()));
    }

    @Test
    @DisplayName("nobody can unload what is not installed, before the sources are read and afterwards")
    void unloadUnknown() {
        install(plugin("acme.a"));
        PluginHost host = host();
        assertInstanceOf(PluginNotFoundException.class, failureOf(host.unload("acme.b")));
        assertEquals(List.of(), get(host.unload("acme.a")).plugins());
        host.start();
        assertInstanceOf(PluginNotFoundException.class, failureOf(host.unload("acme.b")));
    }

    @Test
    @DisplayName("building a host starts no thread")
    void build() {
        Set<Long> before = threads();
        host(PluginHost.Builder::watch);
        Set<Long> after = new HashSet<>(threads());
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pluginhost-log-"))
                .map(Thread::getId)
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("importing several gives a result each, though the sources cannot be read")
    void importAllUnread() {
        PluginHost host = hostThatReads(() -> {
            throw new ImportTimeoutException("a fact", Origin.of(""), null);
        });
        Map<String, ImportResult> results = get(host.importAll(List.of("acme.a", "acme.b")));
        assertEquals(List.of("acme.a", "acme.b"), List.copyOf(results.keySet()));
        results.values()
                .forEach(result -> assertInstanceOf(
                        ImportTimeoutException.class, result.failure().orElseThrow()));
    }

    @Test
    @DisplayName("sources whose first reading has failed are read again for the next caller")
    void readAgain() {
        install(plugin("acme.a"));
        AtomicBoolean fails = new AtomicBoolean(true);
        PluginHost host = hostThatReads(() -> {
            if (fails.getAndSet(false)) {
                throw new ImportTimeoutException("a fact", Origin.of(""), null);
            }
        });
        assertInstanceOf(ImportTimeoutException.class, failureOf(host.importModuleAsync("acme.a")));
        assertEquals("acme.a", host.importModule("acme.a").name());
    }
}
