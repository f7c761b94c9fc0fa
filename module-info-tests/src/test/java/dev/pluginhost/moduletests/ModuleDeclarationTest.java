package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The declarations of the three modules")
class ModuleDeclarationTest {

    private static final Set<String> TO_ALL = Set.of();

    private final ModuleDescriptor api = declarationIn(Artifacts.HOST_API);
    private final ModuleDescriptor modules = declarationIn(Artifacts.HOST_MODULES);
    private final ModuleDescriptor implementation = declarationIn(Artifacts.HOST_IMPL);

    @Test
    @DisplayName("the API exports its packages to all, and the provider's to the implementation only")
    void exportsOfTheApi() {
        assertEquals("dev.pluginhost", api.name());
        assertEquals(
                Map.of(
                        "dev.pluginhost", TO_ALL,
                        "dev.pluginhost.plugin", TO_ALL,
                        "dev.pluginhost.spi",
                                Set.of(
                                        "dev.pluginhost.impl",
                                        "dev.pluginhost.modules",
                                        "dev.pluginhost.verify",
                                        "dev.pluginhost.cli")),
                exportsOf(api));
    }

    @Test
    @DisplayName("the API requires nothing at run time but java.base")
    void requirementsOfTheApi() {
        assertEquals(
                Map.of(
                        "java.base", Set.of(Requires.Modifier.MANDATED),
                        "org.jspecify", Set.of(Requires.Modifier.STATIC)),
                requirementsOf(api));
    }

    @Test
    @DisplayName("the API looks for providers of a host and provides nothing")
    void servicesOfTheApi() {
        assertEquals(Set.of("dev.pluginhost.spi.PluginHostProvider"), api.uses());
        assertEquals(Set.of(), api.provides());
    }

    @Test
    @DisplayName("the implementation exports nothing")
    void exportsOfTheImplementation() {
        assertEquals("dev.pluginhost.impl", implementation.name());
        assertEquals(Map.of(), exportsOf(implementation));
    }

    @Test
    @DisplayName(
            "the modules of plugins are exported to the implementation, and what the tools of this project need to these")
    void exportsOfTheModules() {
        assertEquals("dev.pluginhost.modules", modules.name());
        Set<String> host = Set.of("dev.pluginhost.impl");
        Set<String> hostAndCli = Set.of("dev.pluginhost.impl", "dev.pluginhost.cli");
        assertEquals(
                Map.of(
                        "dev.pluginhost.modules.application", host,
                        "dev.pluginhost.modules.check", Set.of("dev.pluginhost.impl", "dev.pluginhost.verify"),
                        "dev.pluginhost.modules.classpath", host,
                        "dev.pluginhost.modules.declaration", host,
                        "dev.pluginhost.modules.discovery", host,
                        "dev.pluginhost.modules.graph", host,
                        "dev.pluginhost.modules.index", hostAndCli,
                        "dev.pluginhost.modules.layer", host,
                        "dev.pluginhost.modules.scan", hostAndCli,
                        "dev.pluginhost.modules.unpack", host),
                exportsOf(modules));
    }

    @Test
    @DisplayName("the modules of plugins require nothing at run time but the API and java.base")
    void requirementsOfTheModules() {
        assertEquals(
                Map.of(
                        "java.base", Set.of(Requires.Modifier.MANDATED),
                        "dev.pluginhost", Set.of(),
                        "java.desktop", Set.of(Requires.Modifier.STATIC),
                        "org.jspecify", Set.of(Requires.Modifier.STATIC)),
                requirementsOf(modules));
    }

    @Test
    @DisplayName("the implementation requires nothing at run time but the API, the modules of plugins and java.base")
    void requirementsOfTheImplementation() {
        assertEquals(
                Map.of(
                        "java.base", Set.of(Requires.Modifier.MANDATED),
                        "dev.pluginhost", Set.of(),
                        "dev.pluginhost.modules", Set.of(),
                        "java.desktop", Set.of(Requires.Modifier.STATIC),
                        "java.management", Set.of(Requires.Modifier.STATIC),
                        "java.sql", Set.of(Requires.Modifier.STATIC),
                        "jdk.jfr", Set.of(Requires.Modifier.STATIC),
                        "org.jspecify", Set.of(Requires.Modifier.STATIC)),
                requirementsOf(implementation));
    }

    @Test
    @DisplayName("the implementation provides the host and nothing else")
    void servicesOfTheImplementation() {
        assertEquals(
                Set.of("dev.pluginhost.spi.PluginHostProvider"),
                implementation.provides().stream().map(Provides::service).collect(Collectors.toSet()));
    }

    @Test
    @DisplayName("neither opens anything to reflection")
    void opensNothing() {
        for (ModuleDescriptor module : Set.of(api, implementation)) {
            assertFalse(module.isOpen(), module::toNameAndVersion);
            assertEquals(Set.of(), module.opens(), module::toNameAndVersion);
        }
    }

    private static ModuleDescriptor declarationIn(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }

    private static Map<String, Set<String>> exportsOf(ModuleDescriptor module) {
        return module.exports().stream().collect(Collectors.toMap(Exports::source, Exports::targets));
    }

    private static Map<String, Set<Requires.Modifier>> requirementsOf(ModuleDescriptor module) {
        return module.requires().stream().collect(Collectors.toMap(Requires::name, Requires::modifiers));
    }
}
