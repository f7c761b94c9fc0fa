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

@DisplayName("The declarations of the two modules")
class ModuleDeclarationTest {

    private static final Set<String> TO_ALL = Set.of();

    private final ModuleDescriptor api = declarationIn(Artifacts.HOST_API);
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
                                Set.of("dev.pluginhost.impl", "dev.pluginhost.verify", "dev.pluginhost.cli")),
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
    @DisplayName("the implementation exports nothing but what the tools of this project need, to these")
    void exportsOfTheImplementation() {
        assertEquals("dev.pluginhost.impl", implementation.name());
        assertEquals(
                Map.of(
                        "dev.pluginhost.impl.check", Set.of("dev.pluginhost.verify"),
                        "dev.pluginhost.impl.index", Set.of("dev.pluginhost.cli"),
                        "dev.pluginhost.impl.scan", Set.of("dev.pluginhost.cli")),
                exportsOf(implementation));
    }

    @Test
    @DisplayName("the implementation requires nothing at run time but the API and java.base")
    void requirementsOfTheImplementation() {
        assertEquals(
                Map.of(
                        "java.base", Set.of(Requires.Modifier.MANDATED),
                        "dev.pluginhost", Set.of(),
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
