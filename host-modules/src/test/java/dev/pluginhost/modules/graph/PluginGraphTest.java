package dev.pluginhost.modules.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.discovery.Scan;
import dev.pluginhost.modules.scan.Fingerprint;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The graph of what is installed")
class PluginGraphTest {

    /** An application that has java.base and java.logging, and nothing else of the JDK. */
    private static final ApplicationModules APPLICATION = new ApplicationModules(
            Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), Set.of("java.logging")),
            Scan.NO_CLASS_PATH,
            () -> Set.of("onthepath"));

    private static final Wishes NO_WISHES = new Wishes(Map.of(), Map.of(), List.of());

    private static Candidate plugin(String name, String... requires) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        for (String required : requires) {
            if (required.startsWith("?")) {
                builder.requires(Set.of(Modifier.STATIC), required.substring(1));
            } else {
                builder.requires(required);
            }
        }
        return new Candidate(artifact(builder.build()), List.of(), Path.of(name + ".jar"));
    }

    private static ModuleArtifact artifact(ModuleDescriptor descriptor) {
        return new ModuleArtifact(
                descriptor,
                Path.of(descriptor.name() + ".jar"),
                false,
                new Fingerprint(Fingerprint.Type.FILE, 1, FileTime.fromMillis(0), null, null),
                0);
    }

    private static PluginGraph graph(Wishes wishes, Candidate... candidates) {
        Map<String, Candidate> byName = new HashMap<>();
        Arrays.stream(candidates).forEach(candidate -> byName.put(candidate.name(), candidate));
        return PluginGraph.of(
                new Discovered(new TreeMap<>(byName), Map.of(), List.of(), Map.of()),
                APPLICATION,
                wishes,
                VersionPolicy.REFUSE);
    }

    private static List<String> plan(PluginGraph graph, String name, String... imported) {
        return graph.plan(name, List.of(imported)::contains).stream()
                .map(PluginNode::name)
                .toList();
    }

    @Test
    @DisplayName("plans what a plugin requires before it, each once")
    void plansPrerequisitesFirst() {
        PluginGraph graph = graph(
                NO_WISHES, plugin("a", "b", "c"), plugin("b", "d"), plugin("c", "d"), plugin("d"), plugin("other"));
        List<String> plan = plan(graph, "a");
        assertEquals(Set.of("a", "b", "c", "d"), Set.copyOf(plan));
        assertEquals(4, plan.size());
        assertEquals("d", plan.get(0));
        assertEquals("a", plan.get(3));
    }

    @Test
    @DisplayName("names what a plugin requires before what it can do without")
    void hardFirst() {
        PluginGraph graph =
                graph(NO_WISHES, plugin("a", "?b", "c", "?d", "e"), plugin("b"), plugin("c"), plugin("d"), plugin("e"));
        assertEquals(
                "[c, e, (optional) b, (optional) d]",
                String.valueOf(graph.find("a").prerequisites()));
    }

    @Test
    @DisplayName("says of a plugin that requires a refused one that it is refused too")
    void requiresRefused() {
        PluginGraph graph =
                graph(new Wishes(Map.of(), Map.of("b", "not trusted"), List.of()), plugin("a", "b"), plugin("b"));
        assertEquals(
                List.of(Reason.REFUSED),
                graph.problems().stream()
                        .filter(problem -> problem.subject().equals("a"))
                        .map(Problem::reason)
                        .toList());
    }

    @Test
    @DisplayName("does not plan what is imported, nor what only that requires")
    void leavesOutWhatIsImported() {
        PluginGraph graph = graph(NO_WISHES, plugin("a", "b"), plugin("b", "c"), plugin("c"));
        assertEquals(List.of("a"), plan(graph, "a", "b"));
    }

    @Test
    @DisplayName("plans a chain of twenty thousand without running out of stack")
    void longChain() {
        Candidate[] chain = IntStream.range(0, 20_000)
                .mapToObj(i -> i == 0 ? plugin("p0") : plugin("p" + i, "p" + (i - 1)))
                .toArray(Candidate[]::new);
        assertEquals(20_000, plan(graph(NO_WISHES, chain), "p19999").size());
    }

    @Test
    @DisplayName("plans random graphs so that everything comes after what it requires")
    void randomGraphs() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Candidate[] candidates = new Candidate[60];
            for (int i = 0; i < candidates.length; i++) {
                int at = i;
                String[] requires = random.ints(random.nextInt(4), 0, Math.max(1, i))
                        .distinct()
                        .filter(j -> j < at)
                        .mapToObj(j -> (random.nextBoolean() ? "?" : "") + "p" + j)
                        .toArray(String[]::new);
                candidates[i] = plugin("p" + i, requires);
            }
            PluginGraph graph = graph(NO_WISHES, candidates);
            List<String> plan = plan(graph, "p59");
            for (String name : plan) {
                PluginNode node = graph.find(name);
                node.prerequisites()
                        .forEach(prerequisite ->
                                assertTrue(plan.indexOf(prerequisite.name()) < plan.indexOf(name), name));
            }
        }
    }

    @Test
    @DisplayName("says of a module of the JDK that the application lacks how to get it")
    void missingJdkModule() {
        Obstacle obstacle =
                graph(NO_WISHES, plugin("a", "java.sql")).obstacle("a", "me").orElseThrow();
        assertEquals(Reason.MISSING, obstacle.reason());
        assertTrue(obstacle.message().contains("--add-modules java.sql"), obstacle.message());
    }

    @Test
    @DisplayName("says of a module of the JDK that the image lacks that the image is to be made with it")
    void missingInTheImage() {
        Obstacle obstacle =
                graph(NO_WISHES, plugin("a", "jdk.nowhere")).obstacle("a", "me").orElseThrow();
        assertTrue(obstacle.message().contains("by jlink with --add-modules jdk.nowhere"), obstacle.message());
    }

    @Test
    @DisplayName("says of a module on the module path that it has to be resolved")
    void unresolvedOnTheModulePath() {
        Obstacle obstacle =
                graph(NO_WISHES, plugin("a", "onthepath")).obstacle("a", "me").orElseThrow();
        assertTrue(obstacle.message().contains("--add-modules onthepath"), obstacle.message());
    }

    @Test
    @DisplayName("names every requirement that cannot be imported, not just the first")
    void everyBadPrerequisite() {
        PluginGraph graph = graph(NO_WISHES, plugin("a", "b", "c"), plugin("b", "gone"), plugin("c", "gone"));
        List<String> ofA = graph.problems().stream()
                .filter(problem -> problem.subject().equals("a"))
                .map(Problem::message)
                .toList();
        assertEquals(1, ofA.size());
        assertTrue(
                ofA.get(0)
                        .startsWith(
                                "Plugin a requires b, which cannot be imported, nor can c, which it requires too: "),
                ofA.get(0));
        assertEquals(2, graph.find("a").prerequisites().size());
    }

    @Test
    @DisplayName("sees no cycle through an optional plugin that cannot be imported anyway")
    void brokenBreaksACycle() {
        assertTrue(graph(NO_WISHES, plugin("a", "?b"), plugin("b", "a", "gone"))
                .obstacle("a", "me")
                .isEmpty());
    }

    @Test
    @DisplayName("has no need of modules that the application has")
    void applicationModules() {
        assertTrue(graph(NO_WISHES, plugin("a", "java.logging", "java.base"))
                .obstacle("a", "me")
                .isEmpty());
    }

    @Test
    @DisplayName("names the members of each cycle with the path, and the plugins that require one of them")
    void cycles() {
        PluginGraph graph = graph(NO_WISHES, plugin("a", "b"), plugin("b", "c"), plugin("c", "?b"), plugin("d"));
        assertTrue(graph.obstacle("b", "me").orElseThrow().message().contains("b -> c -> (optional) b"));
        assertTrue(graph.obstacle("c", "me").orElseThrow().message().contains("c -> (optional) b -> c"));
        assertEquals(List.of("a", "b"), graph.obstacle("a", "me").orElseThrow().path());
        assertTrue(graph.obstacle("d", "me").isEmpty());
    }

    @Test
    @DisplayName("breaks an optional cycle where one of its members is disabled")
    void disabledBreaksACycle() {
        Wishes wishes = new Wishes(Map.of("b", ImportTiming.DISABLED), Map.of(), List.of());
        assertTrue(graph(wishes, plugin("a", "?b"), plugin("b", "a"))
                .obstacle("a", "me")
                .isEmpty());
    }

    @Test
    @DisplayName("goes without an optional plugin that cannot be imported, and says so")
    void optionalWithObstacle() {
        PluginGraph graph = graph(NO_WISHES, plugin("a", "?b"), plugin("b", "gone"));
        assertTrue(graph.obstacle("a", "me").isEmpty());
        assertEquals(List.of("a"), plan(graph, "a"));
        assertTrue(graph.problems().stream()
                .anyMatch(problem -> problem.reason() == Reason.PREREQUISITE
                        && problem.severity() == Problem.Severity.WARNING
                        && problem.message().contains("goes without b")));
    }

    @Test
    @DisplayName("names the whole path to a prerequisite that cannot be imported")
    void pathToTheObstacle() {
        PluginGraph graph = graph(NO_WISHES, plugin("a", "b"), plugin("b", "c"), plugin("c", "gone"));
        assertEquals(
                List.of("a", "b", "c"), graph.obstacle("a", "me").orElseThrow().path());
    }

    @Test
    @DisplayName("knows names that are like the wanted one, and leaves out the others")
    void nearestNames() {
        PluginGraph graph = graph(
                NO_WISHES,
                plugin("acme.weather"),
                plugin("acme.weather.sensor"),
                plugin("acme.clock"),
                plugin("other.weather"));
        assertTrue(cure(graph, "acme.wether").startsWith(" did you mean acme.weather?"), cure(graph, "acme.wether"));
        assertTrue(cure(graph, "clock").startsWith(" did you mean acme.clock?"), cure(graph, "clock"));
        assertTrue(cure(graph, "org.example.nothing").startsWith(" installed: "), cure(graph, "org.example.nothing"));
    }

    private static String cure(PluginGraph graph, String name) {
        String message = graph.obstacle(name, "me").orElseThrow().message();
        return message.substring(message.indexOf(';') + 1);
    }

    @Test
    @DisplayName("takes only what a bundle needs into account: an unused library may require what it likes")
    void unusedLibrary() {
        ModuleDescriptor unused =
                ModuleDescriptor.newModule("unused").requires("gone").build();
        Candidate bundle = new Candidate(
                artifact(ModuleDescriptor.newModule("a").build()), List.of(artifact(unused)), Path.of("bundle"));
        assertTrue(graph(NO_WISHES, bundle).obstacle("a", "me").isEmpty());
    }

    @Test
    @DisplayName("needs nothing that only a library of a bundle requires")
    void requiredByALibrary() {
        ModuleDescriptor strict =
                ModuleDescriptor.newModule("strict").requires("gone").build();
        ModuleDescriptor automatic = ModuleDescriptor.newAutomaticModule("auto").build();
        Candidate bundle = new Candidate(
                artifact(ModuleDescriptor.newModule("a").requires("auto").build()),
                List.of(artifact(automatic), artifact(strict)),
                Path.of("bundle"));
        assertEquals(Optional.empty(), graph(NO_WISHES, bundle).obstacle("a", "me"));
    }

    @Test
    @DisplayName("compares versions by major number and age, and only where both are known")
    void versions() {
        assertTrue(compatible("1.4", "1.4"));
        assertTrue(compatible("1.4", "1.10"));
        assertFalse(compatible("1.4", "1.3"));
        assertFalse(compatible("1.4", "2.0"));
        assertFalse(compatible("1", "10"));
        assertTrue(compatible("01.0", "1.0"), "leading zeros are not part of a number");
        assertTrue(compatible("1.0", "01.0"));
        assertTrue(compatible("0.1", "00.2"));
        assertFalse(compatible("01.0", "10.0"));
        assertTrue(compatible("2-ea", "2"));
        assertTrue(requirement("1").accepts(Optional.empty()));
    }

    private static boolean compatible(String compiled, String installed) {
        return requirement(compiled).accepts(Optional.of(ModuleDescriptor.Version.parse(installed)));
    }

    private static Requirement requirement(String compiled) {
        ModuleDescriptor module = ModuleDescriptor.newModule("a")
                .requires(Set.of(), "b", ModuleDescriptor.Version.parse(compiled))
                .build();
        return new Requirement(module.requires().stream()
                .filter(requires -> requires.name().equals("b"))
                .findFirst()
                .orElseThrow());
    }
}
