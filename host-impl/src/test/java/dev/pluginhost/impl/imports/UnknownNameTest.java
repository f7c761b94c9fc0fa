package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A name of which no plugin is installed")
class UnknownNameTest extends HostFixture {

    private PluginHost host;

    @BeforeEach
    void startWithOnePlugin() {
        PluginSource.module("acme.weather").jar(plugins);
        host = host();
        host.start();
    }

    @Test
    @DisplayName("is explained on another thread than the one that asks for the plugin")
    void isExplainedElsewhere() {
        assertExplainedElsewhere(host.importModuleAsync("acme.wether"));
    }

    @Test
    @DisplayName("is explained on another thread than the one that unloads it")
    void isExplainedElsewhereWhereUnloaded() {
        assertExplainedElsewhere(host.unload("acme.wether"));
    }

    @Test
    @DisplayName("is explained on another thread than the one that asks for several plugins, in the order of the names")
    void isExplainedElsewhereAmongOthers() throws Exception {
        List<ImportResult> results = host
                .importAll(List.of("acme.wether", "acme.weather", "no.such", "acme.wether"))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .values()
                .stream()
                .toList();
        assertEquals(
                List.of("acme.wether", "acme.weather", "no.such"),
                results.stream().map(ImportResult::name).toList());
        assertEquals(ImportResult.Outcome.IMPORTED, results.get(1).outcome());
        assertMadeElsewhere(results.get(0).failure().orElseThrow());
        assertMadeElsewhere(results.get(2).failure().orElseThrow());
    }

    private static void assertExplainedElsewhere(CompletableFuture<?> future) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        PluginNotFoundException notFound = (PluginNotFoundException) failure.getCause();
        assertTrue(String.valueOf(notFound.getMessage()).contains("did you mean acme.weather?"), notFound.getMessage());
        assertMadeElsewhere(notFound);
    }

    private static void assertMadeElsewhere(Exception failure) {
        assertTrue(
                Arrays.stream(failure.getStackTrace())
                        .noneMatch(frame -> frame.getClassName().equals(UnknownNameTest.class.getName())),
                () -> Arrays.toString(failure.getStackTrace()));
    }
}
