package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.PluginState;
import java.lang.ref.WeakReference;
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
    @DisplayName("is collected after close, though somebody keeps the module, the future and the host")
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
}
