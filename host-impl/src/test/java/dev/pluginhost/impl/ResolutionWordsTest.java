package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginResolutionException;
import dev.pluginhost.Problem;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the module system refuses is told in words: which modules, from where, and what to take away")
class ResolutionWordsTest extends HostFixture {

    private static PluginSource library(String name, String packageName) {
        return PluginSource.module(name)
                .source(packageName + ".L", "public class L {}")
                .declares("exports " + packageName + ";");
    }

    private void assertTold(String plugin, String... parts) {
        PluginHost host = host();
        PluginResolutionException failure =
                assertThrows(PluginResolutionException.class, () -> host.importModule(plugin));
        String problems =
                String.join(" | ", host.check().stream().map(Problem::message).toList());
        for (String part : parts) {
            assertTrue(failure.getMessage().contains(part), failure.getMessage());
            assertTrue(problems.contains(part), problems);
        }
        assertFalse(failure.getMessage().contains("check()"), failure.getMessage());
    }

    @Test
    @DisplayName("where a plugin would read two libraries of one name")
    void twoOfOneName() {
        Path a = Bundle.of(
                        PluginSource.module("acme.a").declares("requires transitive acme.lib;"),
                        library("acme.lib", "acme.lib.one"))
                .in(plugins, "acme.a");
        Path b = Bundle.of(
                        PluginSource.module("acme.b").declares("requires transitive acme.lib;"),
                        library("acme.lib", "acme.lib.two"))
                .in(plugins, "acme.b");
        install(plugin("acme.p")
                .requires("acme.a", "acme.b")
                .compiledAgainst(a.resolve("acme.a.jar"), a.resolve("acme.lib.jar"), b.resolve("acme.b.jar")));
        assertTold(
                "acme.p",
                "acme.p would read two modules named acme.lib",
                "of plugin acme.a",
                "of plugin acme.b",
                "; take one of them away");
    }

    @Test
    @DisplayName("where a service's package is exported by no module that is read")
    void service() {
        PluginSource.module("acme.lib")
                .source("acme.lib.L", "public class L {}")
                .jar(plugins);
        Path full = library("acme.lib", "acme.lib").jar(plugins.resolve(".compiled"));
        PluginSource user = plugin("acme.p")
                .requires("acme.lib")
                .declares("uses acme.lib.L;")
                .compiledAgainst(full);
        install(user);
        assertTold(
                "acme.p",
                "module acme.p",
                "acme.lib",
                "reads no module that exports the package to it",
                "; let it require");
    }
}
