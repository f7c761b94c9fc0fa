package dev.pluginhost.impl;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.pluginhost.PluginHost;
import dev.pluginhost.plugin.Plugin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The code")
class ArchitectureTest {

    /** ArchUnit's own knows only one of the directories that the build has them in. */
    private static final ImportOption NO_TESTS = location -> !location.contains("/test-classes/");

    private static final JavaClasses IMPL =
            new ClassFileImporter().withImportOption(NO_TESTS).importPackagesOf(DefaultPluginHost.class);
    private static final JavaClasses API =
            new ClassFileImporter().withImportOption(NO_TESTS).importPackagesOf(PluginHost.class);

    /** Each may use those after it, and none before it. */
    private static final List<String> ORDER = List.of(
            "deploy",
            "watch",
            "run",
            "wait",
            "threads",
            "state",
            "events",
            "registry",
            "leaks",
            "lifecycle",
            "layer",
            "graph",
            "discovery",
            "index",
            "scan");

    @Test
    @DisplayName("depends one way, from the door down to the index")
    void oneWay() {
        LayeredArchitecture architecture = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("door")
                .definedBy("dev.pluginhost.impl")
                .whereLayer("door")
                .mayNotBeAccessedByAnyLayer();
        for (String layer : ORDER) {
            architecture = architecture.layer(layer).definedBy("dev.pluginhost.impl." + layer);
        }
        for (int i = 0; i < ORDER.size(); i++) {
            List<String> above = new ArrayList<>(ORDER.subList(0, i));
            above.add("door");
            architecture =
                    architecture.whereLayer(ORDER.get(i)).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
        }
        architecture.check(IMPL);
    }

    @Test
    @DisplayName("lets few use the graph, the leaks, the watch and the index, which stand beside the line")
    void besideTheLine() {
        usedBy("graph", "door", "deploy", "run", "state");
        usedBy("leaks", "run");
        usedBy("watch", "deploy");
        usedBy("index", "door", "deploy", "discovery");
    }

    private static void usedBy(String layer, String... users) {
        Set<String> allowed = new HashSet<>(Set.of(users));
        allowed.add(layer);
        noClasses()
                .that(describe(
                        "are of others than " + allowed, type -> !allowed.contains(shortName(type.getPackageName()))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pluginhost.impl." + layer)
                .check(IMPL);
    }

    private static String shortName(String packageName) {
        String root = "dev.pluginhost.impl";
        return packageName.equals(root) ? "door" : packageName.substring(root.length() + 1);
    }

    @Test
    @DisplayName("has no cycles between packages")
    void noCycles() {
        slices().matching("dev.pluginhost.impl.(*)..").should().beFreeOfCycles().check(IMPL);
        slices().matching("dev.(pluginhost.*)..").should().beFreeOfCycles().check(API);
    }

    @Test
    @DisplayName("prints nothing, and looks at the streams only to tell whether they are an unloaded plugin's")
    void noStandardStreams() {
        ArchRule rule =
                noClasses().that().doNotHaveSimpleName("ProcessSettings").should(ACCESS_STANDARD_STREAMS);
        rule.check(IMPL);
        rule.check(API);
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
