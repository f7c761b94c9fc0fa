package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A check warns of an automatic module that refers to what only other plugins have")
class UnseenPackagesTest extends HostFixture {

    private static final PluginSource LIBRARY = PluginSource.module("acme.lib")
            .source("acme.lib.L", "public class L { public static void use() {} }")
            .exports("acme.lib");

    private static PluginSource user(Path library) {
        return PluginSource.automatic("acme-user")
                .source("acme.user.U", "public class U { public static void run() { acme.lib.L.use(); } }")
                .compiledAgainst(library);
    }

    private List<String> warnings() {
        return host().check().stream()
                .filter(problem -> problem.reason() == Reason.UNSEEN_PACKAGE)
                .map(Problem::toString)
                .toList();
    }

    @Test
    @DisplayName("and proposes a bundle")
    void flat() {
        Path jar = install(user(install(LIBRARY)));
        assertEquals(
                List.of("WARNING UNSEEN_PACKAGE: Plugin acme.user (" + jar
                        + ") refers to acme.lib.L, and only plugin acme.lib has the package acme.lib; module acme.user has no"
                        + " declaration and cannot require a plugin, so put both into one directory (a bundle)"),
                warnings());
    }

    @Test
    @DisplayName("with one line, however many packages there are")
    void manyPackages() {
        Path library =
                install(LIBRARY.source("acme.more.M", "public class M {}").exports("acme.more"));
        install(user(library)
                .source("acme.user.V", "public class V { acme.more.M[][] more = new acme.more.M[1][1]; }"));
        List<String> warnings = warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("(likewise for 1 more package)"), warnings::toString);
    }

    @Test
    @DisplayName("in a bundle too")
    void inBundle() {
        Path library = install(LIBRARY);
        Path automatic = user(library).jar(plugins.resolve(".elsewhere"));
        Bundle.of(plugin("acme.p").requires("acme.user").compiledAgainst(automatic))
                .with(automatic)
                .in(plugins, "acme.p");
        List<String> warnings = warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(
                warnings.get(0)
                        .endsWith(
                                ") refers to acme.lib.L in its library acme-user.jar, and only plugin acme.lib has the"
                                        + " package acme.lib; let acme.p require acme.lib, or put a jar with the package into"
                                        + " the bundle"),
                warnings::toString);
    }

    @Test
    @DisplayName("in a bundle whose library has a declaration, and whose plugin has none")
    void declaredLibrary() {
        Path library = install(LIBRARY);
        Path declared = PluginSource.module("acme.user")
                .source("acme.user.U", "public class U { public static void run() { acme.lib.L.use(); } }")
                .requires("acme.lib")
                .compiledAgainst(library)
                .jar(plugins.resolve(".elsewhere"));
        Bundle.of(PluginSource.automatic("acme-q").source("acme.q.Q", "public class Q {}"))
                .with(declared)
                .in(plugins, "acme.q");
        List<String> warnings = warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(
                warnings.get(0).contains("library acme.user.jar")
                        && warnings.get(0)
                                .endsWith("; module acme.q has no declaration and cannot require a plugin, so put"
                                        + " a jar with the package into the bundle"),
                warnings::toString);
    }

    @Test
    @DisplayName("unless its bundle requires the other plugin")
    void required() {
        Path library = install(LIBRARY);
        Path automatic = user(library).jar(plugins.resolve(".elsewhere"));
        Bundle.of(plugin("acme.p").requires("acme.user", "acme.lib").compiledAgainst(automatic, library))
                .with(automatic)
                .in(plugins, "acme.p");
        assertEquals(List.of(), warnings());
    }

    @Test
    @DisplayName("unless it has the package itself")
    void own() {
        Path library = install(LIBRARY);
        Bundle.of(user(library)).with(library).in(plugins, "acme.user");
        assertEquals(List.of(), warnings());
    }

    @Test
    @DisplayName("unless the class path of the application has the class")
    void onClassPath() {
        install(PluginSource.module("acme.junit").source("org.junit.jupiter.api.Test", "public class Test {}"));
        install(PluginSource.automatic("acme-user")
                .source("acme.user.U", "public class U { Class<?> type = org.junit.jupiter.api.Test.class; }"));
        assertEquals(List.of(), warnings());
    }

    @Test
    @DisplayName("and passes over class files that are none")
    void noClassFiles() throws IOException {
        Path jar = user(install(LIBRARY))
                .resource("acme/user/Bad.class", "no class file")
                .resource(
                        "acme/user/Short.class",
                        new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 61, 9, 9, 1, 9, 9})
                .jar(plugins);
        assertTrue(Files.size(jar) > 0);
        assertEquals(1, warnings().size());
    }
}
