package dev.pluginhost.impl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.pluginhost.PluginHost;
import dev.pluginhost.plugin.Plugin;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The code")
class ArchitectureTest {

    private static final JavaClasses IMPL = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/")) // those of the quick build too
            .importPackagesOf(DefaultPluginHost.class);
    private static final JavaClasses API = new ClassFileImporter().importPackagesOf(PluginHost.class);

    @Test
<<<<<<< HEAD
    @DisplayName("depends one way: door, imports, events, registry, lifecycle, layer, graph, discovery")
=======
    @DisplayName("depends one way: door, imports and watch, lifecycle and registry, layer, graph, discovery")
>>>>>>> h2-watch
    void oneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("door")
                .definedBy("dev.pluginhost.impl")
                .layer("watch")
                .definedBy("dev.pluginhost.impl.watch")
                .layer("imports")
                .definedBy("dev.pluginhost.impl.imports")
                .layer("events")
                .definedBy("dev.pluginhost.impl.events")
                .layer("registry")
                .definedBy("dev.pluginhost.impl.registry")
                .layer("lifecycle")
                .definedBy("dev.pluginhost.impl.lifecycle")
                .layer("layer")
                .definedBy("dev.pluginhost.impl.layer")
                .layer("graph")
                .definedBy("dev.pluginhost.impl.graph")
                .layer("discovery")
                .definedBy("dev.pluginhost.impl.discovery")
                .whereLayer("door")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("watch")
                .mayOnlyBeAccessedByLayers("door")
                .whereLayer("imports")
                .mayOnlyBeAccessedByLayers("door")
                .whereLayer("events")
                .mayOnlyBeAccessedByLayers("door", "imports")
                .whereLayer("registry")
                .mayOnlyBeAccessedByLayers("door", "imports", "events")
                .whereLayer("lifecycle")
<<<<<<< HEAD
                .mayOnlyBeAccessedByLayers("door", "imports", "events", "registry")
=======
                .mayOnlyBeAccessedByLayers("door", "imports", "registry", "watch")
>>>>>>> h2-watch
                .whereLayer("layer")
                .mayOnlyBeAccessedByLayers("door", "imports", "events", "registry", "lifecycle")
                .whereLayer("graph")
                .mayOnlyBeAccessedByLayers("door", "imports")
                .check(IMPL);
    }

    @Test
    @DisplayName("has no cycles between packages")
    void noCycles() {
        slices().matching("dev.pluginhost.impl.(*)..").should().beFreeOfCycles().check(IMPL);
        slices().matching("dev.(pluginhost.*)..").should().beFreeOfCycles().check(API);
    }

    @Test
    @DisplayName("prints nothing")
    void noStandardStreams() {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(IMPL);
        noClasses().should(ACCESS_STANDARD_STREAMS).check(API);
    }

    @Test
    @DisplayName("of the graph does no input or output")
    void theGraphIsPure() {
        noClasses()
                .that()
                .resideInAPackage("..graph..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io", "java.net", "java.util.concurrent..")
                .check(IMPL);
    }

    @Test
    @DisplayName("of the authors' package names no type outside itself and the JDK")
    void authorsPackageStandsAlone() {
        noClasses()
                .that()
                .resideInAPackage(Plugin.class.getPackageName())
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(Plugin.class.getPackageName(), "java..", "org.jspecify.annotations")
                .check(API);
    }
}
