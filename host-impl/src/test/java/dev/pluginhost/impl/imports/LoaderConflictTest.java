package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "Where two bundles have copies of one class that meet, it is said which class, of which plugins, and what to do")
class LoaderConflictTest extends HostFixture {

    private static final PluginSource LIBRARY = PluginSource.module("acme.lib")
            .source("acme.lib.L", "public class L {}")
            .exports("acme.lib");

    private String failure(String start) {
        PluginSource other = PluginSource.module("acme.a")
                .requires("acme.lib")
                .exports("acme.a")
                .source(
                        "acme.a.A",
                        "public class A { public static void take(acme.lib.L l) { make(); } public static Object make() { return new acme.lib.L(); } }");
        Path a = Bundle.of(other, LIBRARY).in(plugins, "acme.a");
        Bundle.of(
                        plugin("acme.p", start).requires("acme.a", "acme.lib").compiledAgainst(a.resolve("acme.a.jar")),
                        LIBRARY)
                .in(plugins, "acme.p");
        PluginHost host = host();
        return assertThrows(PluginException.class, () -> host.importModule("acme.p"))
                .getMessage();
    }

    private static void assertTold(String message) {
        assertTrue(message.contains("class acme.lib.L is there twice, as "), message);
        assertTrue(message.contains("plugin acme.p"), message);
        assertTrue(message.contains("plugin acme.a"), message);
        assertTrue(message.contains("; let both see one copy"), message);
    }

    @Test
    @DisplayName("as one is handed to a method that takes the other")
    void loaderConstraint() {
        assertTold(failure("acme.a.A.make(); acme.a.A.take(new acme.lib.L());"));
    }

    @Test
    @DisplayName("as the second one is loaded after the first was handed over")
    void loadedLater() {
        assertTold(failure("acme.a.A.take(new acme.lib.L());"));
    }

    @Test
    @DisplayName("as one is cast to the other")
    void cast() {
        assertTold(failure("acme.lib.L cast = (acme.lib.L) acme.a.A.make();"));
    }
}
