package dev.pluginhost.impl.discovery;

import static dev.pluginhost.impl.discovery.Expect.installed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Jars of one bundle that cannot be in one class loader")
class BundleNeedsTest {

    @TempDir
    private Path temp;

    private Path bundle;

    @BeforeEach
    void createBundle() throws IOException {
        bundle = Files.createDirectory(temp.resolve("home"));
    }

    @Test
    @DisplayName("are no error if the plugin needs neither: the second one is left out with a note")
    void neither() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        withPackage("x", "com.same");
        withPackage("y", "com.same");
        Discovered discovered = scan();
        Expect.about(
                Expect.onlyProblem(
                        discovered,
                        Severity.NOTE,
                        Reason.UNUSED,
                        "Module y",
                        "bundle home",
                        "left out",
                        "x (x.jar) and y (y.jar) have the package com.same; remove"),
                "y",
                bundle.resolve("y.jar"));
        assertEquals(List.of("x"), libraries(discovered));
    }

    @Test
    @DisplayName("are no error if the plugin needs one: the other one is left out, and what requires it as well")
    void one() throws IOException {
        Artifact.of(Artifact.declare("plugin")
                        .provides(Plugin.class.getName(), List.of("plugin.P"))
                        .requires("y"))
                .jar(bundle.resolve("plugin.jar"));
        withPackage("x", "com.same");
        Artifact.of(Artifact.declare("needs.x").packages(Set.of("needs.x")).requires("x"))
                .jar(bundle.resolve("needs-x.jar"));
        withPackage("y", "com.same");
        Discovered discovered = scan();
        assertEquals(List.of("y"), libraries(discovered));
        assertEquals(2, discovered.problems().size(), discovered.problems()::toString);
    }

    @Test
    @DisplayName(
            "are no error where an automatic plugin has in itself what lies beside it: ClickHouse's driver, and its client")
    void shaded() throws IOException {
        Artifact.plain()
                .withPackage("com.jdbc")
                .withPackage("com.client")
                .withManifest("Automatic-Module-Name", "com.jdbc")
                .jar(bundle.resolve("jdbc-0.7.1.jar"));
        Artifact.plain().withPackage("org.other").jar(bundle.resolve("other-1.0.jar"));
        Artifact.module("com.client").jar(bundle.resolve("client-0.7.1.jar"));
        Artifact.of(Artifact.declare("com.http").packages(Set.of("com.http")).requires("com.client"))
                .jar(bundle.resolve("http-0.7.1.jar"));
        Files.move(bundle, temp.resolve("jdbc-0.7.1"));
        bundle = temp.resolve("jdbc-0.7.1");
        Discovered discovered = Scan.of(Set.of("java.base"), new Source(bundle, true));
        installed(discovered, "com.jdbc");
        assertEquals(
                List.of("other"),
                discovered.candidates().get("com.jdbc").libraries().stream()
                        .map(ModuleArtifact::name)
                        .toList());
    }

    @Test
    @DisplayName("are an error if a used service brings one in beside the other")
    void bound() throws IOException {
        Artifact.of(Artifact.declare("plugin")
                        .provides(Plugin.class.getName(), List.of("plugin.P"))
                        .requires("x")
                        .uses("com.same.Service"))
                .jar(bundle.resolve("plugin.jar"));
        withPackage("x", "com.same");
        Artifact.of(Artifact.declare("y").provides("com.same.Service", List.of("com.same.Impl")))
                .jar(bundle.resolve("y.jar"));
        Expect.onlyError(scan(), Reason.INVALID, "package com.same");
    }

    @Test
    @DisplayName("are no error if they are one module twice which nothing requires: the higher version is used")
    void twice() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.module("lib", "9").jar(bundle.resolve("lib-9.jar"));
        Artifact.module("lib", "10").jar(bundle.resolve("lib-10.jar"));
        Discovered discovered = scan();
        Expect.onlyProblem(
                discovered,
                Severity.NOTE,
                Reason.UNUSED,
                "lib-9.jar",
                "the module lib is in it twice: in lib-10.jar and lib-9.jar");
        assertEquals(List.of("lib"), libraries(discovered));
    }

    private void withPackage(String name, String packageName) throws IOException {
        ModuleDescriptor.Builder declaration = Artifact.declare(name).packages(Set.of(packageName));
        Artifact.of(declaration.exports(packageName)).jar(bundle.resolve(name + ".jar"));
    }

    private static List<String> libraries(Discovered discovered) {
        return discovered.candidates().get("plugin").libraries().stream()
                .map(ModuleArtifact::name)
                .toList();
    }

    private Discovered scan() {
        Discovered discovered = Scan.of(Set.of("java.base"), new Source(bundle, true));
        return discovered;
    }
}
