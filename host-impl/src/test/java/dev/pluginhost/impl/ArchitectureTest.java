package dev.pluginhost.impl;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.pluginhost.PluginHost;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The code")
class ArchitectureTest {

    /** ArchUnit's own knows only one of the directories that the build has them in. */
    private static final ImportOption NO_TESTS = location -> !location.contains("/test-classes/");

    /** Those of the host and of the modules of plugins. */
    private static final JavaClasses IMPL = new ClassFileImporter()
            .withImportOption(NO_TESTS)
            .importUrls(List.of(place(DefaultPluginHost.class), place(PluginLayer.class)));

    private static final JavaClasses API =
            new ClassFileImporter().withImportOption(NO_TESTS).importPackagesOf(PluginHost.class);

    /** The packages of the host: each may use those after it, and none before it. */
    private static final List<String> HOST = List.of(
            "listing",
            "deploy",
            "installed",
            "watch",
            "run",
            "unload",
            "wait",
            "threads",
            "state",
            "events",
            "registry",
            "leaks",
            "recording",
            "lifecycle",
            "data",
            "log");

    /** The packages of the module below it, likewise. */
    private static final List<String> MODULES = List.of(
            "check",
            "layer",
            "graph",
            "discovery",
            "declaration",
            "unpack",
            "application",
            "classpath",
            "index",
            "scan");

    private static final String HOST_ROOT = "dev.pluginhost.impl";
    private static final String MODULES_ROOT = "dev.pluginhost.modules";

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    @DisplayName("depends one way, from the door down to the index")
    void oneWay() {
        LayeredArchitecture architecture = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("door")
                .definedBy(HOST_ROOT)
                .whereLayer("door")
                .mayNotBeAccessedByAnyLayer();
        List<String> above = new ArrayList<>(List.of("door"));
        for (String layer : HOST) {
            architecture = next(architecture, HOST_ROOT, layer, above);
        }
        for (String layer : MODULES) {
            architecture = next(architecture, MODULES_ROOT, layer, above);
        }
        architecture.check(IMPL);
    }

    private static LayeredArchitecture next(
            LayeredArchitecture architecture, String root, String layer, List<String> above) {
        LayeredArchitecture longer = architecture
                .layer(layer)
                .definedBy(root + "." + layer)
                .whereLayer(layer)
                .mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
        above.add(layer);
        return longer;
    }

    @Test
    @DisplayName("lets few use the graph, the leaks, the watch and the index, which stand beside the line")
    void besideTheLine() {
        usedBy("graph", "door", "listing", "check", "deploy", "installed", "run", "state");
        usedBy("leaks", "run", "unload");
        usedBy("watch", "deploy");
        usedBy("index", "door", "installed", "discovery", "declaration", "unpack", "application", "classpath");
    }

    private static void usedBy(String layer, String... users) {
        Set<String> allowed = new HashSet<>(Set.of(users));
        allowed.add(layer);
        noClasses()
                .that(describe(
                        "are of others than " + allowed, type -> !allowed.contains(shortName(type.getPackageName()))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HOST_ROOT + "." + layer, MODULES_ROOT + "." + layer)
                .check(IMPL);
    }

    private static String shortName(String packageName) {
        return packageName.equals(HOST_ROOT) ? "door" : packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    @Test
    @DisplayName("has no cycles between packages")
    void noCycles() {
        slices().matching("dev.pluginhost.(*.*)..").should().beFreeOfCycles().check(IMPL);
        slices().matching("dev.(pluginhost.*)..").should().beFreeOfCycles().check(API);
    }

    /** The classes of a package that reach each other, each with its nested classes, are so many at most. */
    private static final int MOST_IN_CYCLE = 3;

    @Test
    @DisplayName("has no cycle of more than three classes inside a package")
    void noLargeClassCycles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : IMPL) {
            Set<String> used = uses.computeIfAbsent(topLevel(type), name -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().equals(type.getPackageName()))
                    .forEach(target -> used.add(topLevel(target)));
        }
        Map<String, Set<String>> reached = new TreeMap<>();
        uses.keySet().forEach(type -> reached.put(type, reachable(type, uses)));
        for (String type : uses.keySet()) {
            List<String> cycle = reached.get(type).stream()
                    .filter(other -> reached.getOrDefault(other, Set.of()).contains(type))
                    .toList();
            assertTrue(cycle.size() <= MOST_IN_CYCLE, () -> "A cycle of classes: " + cycle);
        }
    }

    private static String topLevel(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (String next : uses.getOrDefault(open.remove(), Set.of())) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return seen;
    }

    @Test
    @DisplayName("has one class for each simple name, except for private classes inside another")
    void oneNameOneClass() {
        Map<String, String> byName = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (JavaClass type : IMPL) {
            boolean named = !type.isAnonymousClass() && !type.isLocalClass() && !isPrivate(type);
            if (named && !type.getSimpleName().equals("package-info")) {
                String other = byName.putIfAbsent(type.getSimpleName(), type.getName());
                if (other != null) {
                    twice.add(other + " and " + type.getName());
                }
            }
        }
        assertEquals(List.of(), twice);
    }

    /** The class file of a nested class has no access flag {@code private}; the attribute of its outer class does. */
    private static boolean isPrivate(JavaClass type) {
        return type.isNestedClass() && Modifier.isPrivate(type.reflect().getModifiers());
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
