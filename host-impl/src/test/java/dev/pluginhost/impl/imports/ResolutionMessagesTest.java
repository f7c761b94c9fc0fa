package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A refusal of the module system names the modules, where they are, and what to remove")
class ResolutionMessagesTest extends HostFixture {

    private static PluginSource library(String name, String packageName) {
        return PluginSource.module(name)
                .source(packageName + ".L", "public class L {}")
                .declares("exports " + packageName + ";");
    }

    private void assertTold(Reason reason, String plugin, String... parts) {
        PluginHost host = host();
        PluginException failure = Reasons.thrown(reason, () -> host.importModule(plugin));
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
                Reason.UNRESOLVABLE,
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
                Reason.UNRESOLVABLE,
                "acme.p",
                "module acme.p",
                "acme.lib",
                "reads no module that exports the package to it",
                "; let it require");
    }

    private String refusal(Reason reason, String plugin) {
        PluginHost host = host();
        return Reasons.thrown(reason, () -> host.importModule(plugin)).getMessage();
    }

    private static void assertParts(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    /** A module to compile against that has another package than the one of that name that is installed. */
    private Path stub(String name) {
        return library(name, name + ".stub").jar(plugins.resolve(".stubs"));
    }

    @Test
    @DisplayName("where a plugin would read a library of its own name")
    void anotherOfItsName() {
        Path compiled = Bundle.of(
                        PluginSource.module("acme.a").declares("requires transitive acme.p;"),
                        library("acme.p", "acme.other"))
                .in(plugins, "acme.a")
                .resolve("acme.a.jar");
        Path alone = PluginSource.module("acme.a").jar(plugins.resolve(".stubs"));
        assertTrue(compiled.toFile().exists());
        install(plugin("acme.p").requires("acme.a").compiledAgainst(alone));
        assertParts(
                refusal(Reason.UNRESOLVABLE, "acme.p"),
                "acme.p would read another module of its own name",
                "of plugin acme.a",
                "; take one of them away");
    }

    @Test
    @DisplayName("where a plugin has a package that another exports to it")
    void ownPackage() {
        install(library("acme.lib", "acme.same"));
        install(plugin("acme.p")
                .source("acme.same.S", "class S {}")
                .requires("acme.lib")
                .compiledAgainst(stub("acme.lib")));
        assertParts(
                refusal(Reason.SPLIT_PACKAGE, "acme.p"),
                "modules acme.p (",
                "and acme.lib (",
                "both have the package acme.same",
                "; take one of them away");
    }

    @Test
    @DisplayName("where two plugins export a package to a third one")
    void twoExporters() {
        install(library("acme.a", "acme.same"));
        install(library("acme.b", "acme.same"));
        install(plugin("acme.p").requires("acme.a", "acme.b").compiledAgainst(stub("acme.a"), stub("acme.b")));
        assertParts(
                refusal(Reason.SPLIT_PACKAGE, "acme.p"),
                "both export the package acme.same",
                "acme.a.jar of plugin acme.a",
                "acme.b.jar of plugin acme.b",
                "; take one of them away");
    }
}
