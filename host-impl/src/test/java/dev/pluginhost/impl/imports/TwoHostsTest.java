package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Plugins of two hosts that import each other's")
@SuppressWarnings("try") // what is open for as long as a block lasts
class TwoHostsTest extends HostFixture {

    @TempDir
    Path others;

    /** A host of other plugins, with one import thread, as the first has. */
    private PluginHost otherHost() {
        return host(builder -> builder.plugins(others).importThreads(1));
    }

    private PluginHost firstHost() {
        return host(builder ->
                builder.importThreads(1).slowImportWarning(Duration.ofDays(1)).importTimeout(Duration.ofDays(1)));
    }

    @Test
    @DisplayName("to and fro, with one import thread each")
    void toAndFro() {
        PluginHost[] hosts = new PluginHost[2];
        install(plugin("acme.a", AppCall.source("b") + ";"));
        PluginSource b = plugin("acme.b", AppCall.source("c") + ";");
        b.jar(others);
        install(plugin("acme.c"));
        try (AppCall callB = AppCall.of("b", () -> hosts[1].importModule("acme.b"));
                AppCall callC = AppCall.of(
                        "c", () -> hosts[0].importModuleAsync("acme.c").join())) {
            hosts[0] = firstHost();
            hosts[1] = otherHost();
            hosts[0].importModule("acme.a");
            assertEquals(List.of("started acme.c", "started acme.b", "started acme.a"), probe.said());
        }
    }

    @Test
    @DisplayName("in a circle are refused with the path")
    void circle() {
        PluginHost[] hosts = new PluginHost[2];
        install(plugin("acme.a", AppCall.source("b") + ";"));
        plugin("acme.b", AppCall.source("a") + ";").jar(others);
        try (AppCall callB = AppCall.of("b", () -> hosts[1].importModule("acme.b"));
                AppCall callA = AppCall.of("a", () -> hosts[0].importModule("acme.a"))) {
            hosts[0] = firstHost();
            hosts[1] = otherHost();
            CompletableFuture<ImportedModule> a = hosts[0].importModuleAsync("acme.a");
            PluginException failure = Reasons.of(Reason.IMPORT_CYCLE, failureOf(a));
            // refused is who waits last, and either of them may
            assertTrue(
                    failure.getMessage().matches(".*acme\\.(a -> acme\\.b -> acme\\.a|b -> acme\\.a -> acme\\.b) .*"),
                    failure.getMessage());
        }
    }
}
