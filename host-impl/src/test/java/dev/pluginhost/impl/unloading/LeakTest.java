package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.PluginState;
import dev.pluginhost.StartReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The class loader of a plugin")
class LeakTest extends HostFixture {

    private static final String HAND_OVER = "Probe.hand(\"loader\", Main.class.getClassLoader());";

    private WeakReference<ClassLoader> loader() {
        return new WeakReference<>(probe.take("loader", ClassLoader.class));
    }

    @Test
    @DisplayName("is collected after a failed import, though the host lives on")
    void afterAFailedImport() {
        install(plugin("acme.a", HAND_OVER + " Probe.reach(\"start\");"));
        probe.failAt("start", () -> new IllegalStateException("no"));
        PluginHost host = host();
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        Collected.await(loader());
        assertEquals(PluginState.FAILED, info(host, "acme.a").state());
    }

    @Test
    @DisplayName("is collected after a failed import, though what it required stays imported")
    void afterAFailedImportOfADependent() {
        Path base = install(plugin("acme.base"));
        install(plugin("acme.top", HAND_OVER + " if (true) throw new Broken();")
                .source("acme.top.Broken", "public class Broken extends RuntimeException {}")
                .requires("acme.base")
                .compiledAgainst(base));
        PluginHost host = host();
        host.importModule("acme.base");
        assertThrows(PluginStartException.class, () -> host.importModule("acme.top"));
        Collected.await(loader());
        assertTrue(host.find("acme.base").isPresent());
    }

    @Test
    @DisplayName("is collected after a failed eager import, though the host lives on")
    void afterAFailedEagerImport() {
        install(plugin("acme.a", HAND_OVER + " Probe.reach(\"start\");").eager());
        probe.failAt("start", () -> new IllegalStateException("no"));
        PluginHost host = host();
        host.start();
        Collected.await(loader());
        assertEquals(PluginState.FAILED, info(host, "acme.a").state());
    }

    @Test
    @DisplayName("is collected after close, though the application keeps the module, the future and the host")
    void afterClose() {
        install(plugin("acme.a", HAND_OVER + " Probe.await(\"go\");"));
        PluginHost host = host();
        host.start(); // so that the future is the one that knows the flight
        CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.a");
        probe.awaitReached("go");
        probe.release("go");
        ImportedModule module = get(future);
        host.close();
        Collected.await(loader());
        assertTrue(future.isDone());
        assertEquals("acme.a", module.name());
        assertEquals(1, host.plugins().size());
    }

    @Test
    @DisplayName("is collected after the unload, though the application keeps all that the host has returned")
    void afterUnload() {
        install(plugin("acme.a", HAND_OVER)
                .source("acme.a.Task", "public class Task implements Runnable { public void run() {} }")
                .declares("provides Runnable with acme.a.Task"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        StartReport started = host.start();
        CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.a");
        ImportedModule module = get(future);
        List<PluginInfo> infos = host.plugins();
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        get(unloaded);
        Collected.await(loader());
        assertEquals(
                List.of("acme.a", "acme.a", "acme.a"),
                List.of(module.name(), infos.get(0).name(), get(unloaded).name()));
        assertTrue(future.isDone() && started.eager().isEmpty());
    }

    @Test
    @DisplayName("is collected after a reload, though its successor runs, and what requires it")
    void afterReload() throws IOException {
        Path a = install(plugin("acme.a", HAND_OVER));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        host.importModule("acme.b");
        WeakReference<ClassLoader> first = loader();
        Files.setLastModifiedTime(a, FileTime.fromMillis(0));
        get(host.reload("acme.a"));
        Collected.await(first);
        assertFalse(loader().refersTo(null));
        assertTrue(host.find("acme.b").isPresent());
    }

    @Test
    @DisplayName("is collected after the unload, though the application keeps futures from before the first reading")
    void afterUnloadWithEarlyFutures() {
        install(plugin("acme.a", HAND_OVER + " Probe.await(\"go\");")
                .source("acme.a.Task", "public class Task implements Runnable { public void run() {} }")
                .declares("provides Runnable with acme.a.Task"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        CompletableFuture<ImportedModule> one = host.importModuleAsync("acme.a");
        CompletableFuture<Map<String, ImportResult>> all = host.importAll(List.of("acme.a"));
        CompletableFuture<List<Runnable>> services = host.importServices(Runnable.class);
        probe.awaitReached("go");
        services.cancel(false); // its result would keep the plugin
        probe.release("go");
        get(one);
        get(all);
        get(host.unload("acme.a"));
        Collected.await(loader());
        assertTrue(one.isDone() && all.isDone() && services.isDone());
    }
}
