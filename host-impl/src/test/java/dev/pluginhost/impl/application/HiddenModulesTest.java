package dev.pluginhost.impl.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Modules of the application's layer that are hidden")
class HiddenModulesTest {

    @TempDir
    Path temp;

    private Path plugins;
    private Path application;
    private PluginHost host;

    @BeforeEach
    void makeDirectories() throws IOException {
        plugins = Files.createDirectories(temp.resolve("plugins"));
        application = Files.createDirectories(temp.resolve("application"));
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    /** As pluginhost-junit has one. */
    private static final class View extends ClassLoader implements Predicate<String> {

        private final Set<String> hidden;

        View(Set<String> hidden) {
            super(PluginHost.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        public boolean test(String module) {
            return !hidden.contains(module);
        }
    }

    /** A host of an application whose layer has all that is in its directory. */
    private PluginHost host(String... hidden) {
        ModuleFinder finder = ModuleFinder.of(application);
        Set<String> all = finder.findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toSet());
        ModuleLayer boot = ModuleLayer.boot();
        Configuration resolved = boot.configuration().resolve(finder, ModuleFinder.of(), all);
        ModuleLayer layer = boot.defineModulesWithManyLoaders(resolved, ClassLoader.getSystemClassLoader());
        host = Hosts.builder()
                .noIndex()
                .plugins(plugins)
                .applicationLayer(layer)
                .applicationLoader(new View(Set.of(hidden)))
                .build();
        return host;
    }

    private static PluginSource core() {
        return PluginSource.plugin("acme.core")
                .exports("acme.core")
                .onStart("acme.core.Core.started = true;")
                .source("acme.core.Core", "public class Core { public static boolean started; }");
    }

    private static PluginSource asking(String name, Path core) {
        return PluginSource.module(name)
                .requires("acme.core")
                .compiledAgainst(core)
                .source(
                        name + ".Asks",
                        "public class Asks implements java.util.function.Supplier<Object> {"
                                + " public Object get() { return acme.core.Core.started; } }")
                .declares("provides java.util.function.Supplier with " + name + ".Asks");
    }

    @Test
    @DisplayName("do not stand in the way of a plugin of their name, nor of one that requires it")
    void plugin() {
        Path core = core().jar(application);
        core().jar(plugins);
        asking("acme.sun", core).jar(application);
        asking("acme.sun", core).jar(plugins);
        host("acme.core", "acme.sun");

        assertEquals(List.of(), host.check());
        ImportedModule sun = host.importModule("acme.sun");
        assertEquals(true, sun.services(Supplier.class).get(0).get());
        assertTrue(sun.module().canRead(host.find("acme.core").orElseThrow().module()));
    }

    @Test
    @DisplayName("are used where they are not hidden, and their plugins passed over")
    void notHidden() {
        Path core = core().jar(application);
        core().jar(plugins);
        asking("acme.sun", core).jar(plugins);
        host("acme.moon");

        assertEquals(
                List.of(Reason.APPLICATION_HAS_IT),
                host.check().stream().map(Problem::reason).toList());
        assertEquals(
                false,
                host.importModule("acme.sun").services(Supplier.class).get(0).get());
    }

    @Test
    @DisplayName("do not stand in the way of a bundle's libraries, which it requires by name")
    void libraries() throws Exception {
        PluginSource base =
                PluginSource.module("acme.base").exports("acme.base").source("acme.base.Base", "public class Base {}");
        PluginSource json = PluginSource.module("acme.json")
                .requires("transitive acme.base")
                .exports("acme.json")
                .source(
                        "acme.json.Json",
                        "public interface Json { default acme.base.Base base() { return new acme.base.Base(); } }");
        PluginSource plugin = PluginSource.module("acme.store")
                .requires("acme.json", "acme.base")
                .source(
                        "acme.store.Store",
                        "public class Store implements acme.json.Json, java.util.function.Supplier<Object> {"
                                + " public Object get() { return base(); } }")
                .declares("provides java.util.function.Supplier with acme.store.Store;"
                        + " provides acme.json.Json with acme.store.Store; uses acme.json.Json");
        Path jars = Bundle.of(plugin, json, base).in(temp, "store");
        try (var files = Files.list(jars)) {
            for (Path jar : files.toList()) {
                Files.copy(jar, application.resolve(String.valueOf(jar.getFileName())));
            }
        }
        Bundle.of(plugin, json, base).in(plugins, "acme.store");
        host("acme.store", "acme.json", "acme.base");

        assertEquals(List.of(), host.check());
        ImportedModule store = host.importModule("acme.store");
        Object made = store.services(Supplier.class).get(0).get();
        assertSame(store.module().getClassLoader(), made.getClass().getClassLoader());
        assertEquals("acme.base.Base", made.getClass().getName());
        assertEquals(2, store.module().getDescriptor().provides().size());
    }

    @Test
    @DisplayName("are missing, where nothing else has their name")
    void missing() {
        Path core = core().jar(application);
        asking("acme.sun", core).jar(plugins);
        host("acme.core");

        PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.sun"));
        assertEquals(Reason.MISSING, failure.reason());
    }

    @Test
    @DisplayName("do not stand in the way of several plugins of their names that require each other")
    void chain() {
        Path core = core().jar(application);
        core().jar(plugins);
        PluginSource middle = asking("acme.middle", core).exports("acme.middle");
        Path compiled = middle.jar(application);
        middle.jar(plugins);
        asking("acme.a", core)
                .requires("acme.middle")
                .compiledAgainst(core, compiled)
                .jar(plugins);
        host("acme.core", "acme.middle");

        assertEquals(List.of(), host.check());
        ImportedModule imported = host.importModule("acme.a");
        assertEquals(true, imported.services(Supplier.class).get(0).get());
        assertNotSame(ModuleLayer.boot(), imported.module().getLayer());
        assertTrue(
                imported.module().canRead(host.find("acme.middle").orElseThrow().module()));
    }

    @Test
    @DisplayName("are named, where the JDK would take one of them for a plugin that another plugin requires")
    void together() {
        Path core = core().jar(application);
        core().jar(plugins);
        PluginSource other =
                PluginSource.module("acme.other").exports("acme.other").source("acme.other.O", "public class O {}");
        Path compiled = other.jar(application);
        other.jar(plugins);
        asking("acme.a", core)
                .requires("acme.other")
                .compiledAgainst(core, compiled)
                .jar(plugins);
        host("acme.core", "acme.other");

        PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.a"));
        assertTrue(
                failure.getMessage().contains("Plugin acme.a cannot require [acme.core, acme.other] together"),
                failure.getMessage());
    }
}
