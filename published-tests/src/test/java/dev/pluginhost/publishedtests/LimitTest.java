package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A limit of the module system applies to the host and to layers of the JDK:")
class LimitTest extends DropIn {

    @Test
    @DisplayName("a plain jar that contains a package of a JDK module cannot be resolved beside it (Xerces)")
    void packageOfTheJdk() {
        Path jar = jar(Path.of(System.getProperty("pluginhost.unfit")), "xercesImpl");
        try (PluginHost host = PluginHost.builder().plugins(jar).build()) {
            Problem problem = errors(host).get(0);
            assertEquals(Reason.SPLIT_PACKAGE, problem.reason());
            assertTrue(problem.message().contains("jdk.xml.dom"), problem.message());
            assertThrows(PluginException.class, () -> host.importModule("xercesImpl"));
        }
        Configuration boot = ModuleLayer.boot().configuration();
        ResolutionException refusal = assertThrows(
                ResolutionException.class,
                () -> boot.resolve(ModuleFinder.of(jar), ModuleFinder.of(), Set.of("xercesImpl")));
        assertTrue(refusal.getMessage().contains("jdk.xml.dom"), refusal.getMessage());
    }

    @Test
    @DisplayName("an API in a layer below does not find what implements it in a layer above (SLF4J and Logback)")
    void implementationApart() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String name : List.of("slf4j-api", "logback-core", "logback-classic")) {
            Path jar = jar(PUBLISHED.resolve("logback"), name);
            jars.add(jar);
            copy(jar, plugins);
        }
        PluginHost host = host();
        host.importModule("ch.qos.logback.classic");
        ImportedModule slf4j = host.importModule("org.slf4j");
        assertEquals("NOPLoggerFactory", loggerFactory(slf4j.module()));

        ModuleLayer api = layer(jars.get(0), "org.slf4j", ModuleLayer.boot());
        ModuleLayer core = layer(jars.get(1), "ch.qos.logback.core", ModuleLayer.boot(), api);
        layer(jars.get(2), "ch.qos.logback.classic", ModuleLayer.boot(), api, core);
        assertEquals(
                "NOPLoggerFactory", loggerFactory(api.findModule("org.slf4j").orElseThrow()));
    }

    private static ModuleLayer layer(Path jar, String name, ModuleLayer... parents) {
        List<ModuleLayer> layers = List.of(parents);
        Configuration configuration = Configuration.resolve(
                ModuleFinder.of(jar),
                layers.stream().map(ModuleLayer::configuration).toList(),
                ModuleFinder.of(),
                Set.of(name));
        return ModuleLayer.defineModulesWithOneLoader(configuration, layers, ClassLoader.getSystemClassLoader())
                .layer();
    }

    private static String loggerFactory(Module slf4j) throws ReflectiveOperationException {
        return Class.forName(slf4j, "org.slf4j.LoggerFactory")
                .getMethod("getILoggerFactory")
                .invoke(null)
                .getClass()
                .getSimpleName();
    }
}
