package dev.pluginhost.modules.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.discovery.Scan;
import dev.pluginhost.modules.scan.Fingerprint;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Explaining what keeps plugins from being imported")
class ExplanationsTest {

    private static Candidate plugin(String name, List<String> requires) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        requires.forEach(builder::requires);
        ModuleArtifact artifact = new ModuleArtifact(
                builder.build(),
                Path.of(name + ".jar"),
                false,
                new Fingerprint(Fingerprint.Type.FILE, 1, FileTime.fromMillis(0), null, null),
                0);
        return new Candidate(artifact, List.of(), artifact.file());
    }

    private static PluginGraph graph(Supplier<Set<String>> modulePath, List<Candidate> candidates) {
        Map<String, Candidate> byName = new TreeMap<>();
        candidates.forEach(candidate -> byName.put(candidate.name(), candidate));
        ApplicationModules application = new ApplicationModules(
                Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), Set.of("java.base")),
                Scan.NO_CLASS_PATH,
                modulePath);
        return PluginGraph.of(
                new Discovered(new TreeMap<>(byName), Map.of(), List.of(), Map.of()),
                application,
                new Wishes(Map.of(), Map.of(), List.of()),
                VersionPolicy.REFUSE);
    }

    @Test
    @DisplayName("reads the module path once for a graph, however many plugins miss a module")
    void readsModulePathOnce() {
        AtomicInteger readings = new AtomicInteger();
        Supplier<Set<String>> modulePath = () -> {
            readings.incrementAndGet();
            return Set.of("missing7");
        };
        PluginGraph graph = graph(
                modulePath,
                IntStream.range(0, 300)
                        .mapToObj(i -> plugin("p" + i, List.of("missing" + i)))
                        .toList());
        assertEquals(300, graph.problems().size());
        assertTrue(graph.obstacle("p7", "me").orElseThrow().message().contains("--add-modules missing7"));
        assertEquals(1, readings.get());
    }

    @Test
    @DisplayName("does not read the module path where nothing is missing")
    void readsModulePathOnDemand() {
        AtomicInteger readings = new AtomicInteger();
        Supplier<Set<String>> modulePath = () -> {
            readings.incrementAndGet();
            return Set.of();
        };
        assertEquals(
                List.of(),
                graph(modulePath, List.of(plugin("a", List.of("b")), plugin("b", List.of())))
                        .problems());
        assertEquals(0, readings.get());
    }

    @Test
    @DisplayName("tells of ten thousand modules that one plugin misses in one line, with some of the names")
    void oneLineForManyMissing() {
        List<String> missing = IntStream.range(0, 10_000)
                .mapToObj(i -> "missing" + (10_000 + i))
                .toList();
        List<Problem> problems =
                graph(() -> Set.of(), List.of(plugin("a", missing))).problems();
        assertEquals(1, problems.size());
        String message = problems.get(0).message();
        assertTrue(
                message.startsWith(
                        "Module missing10000 not found, required by a (a.jar), which also misses missing10001,"
                                + " missing10002, missing10003, missing10004, missing10005 and 9994 more; "),
                message);
    }

    @Test
    @DisplayName("names the other module where two are missing")
    void twoMissing() {
        Problem problem = graph(() -> Set.of(), List.of(plugin("a", List.of("y", "x"))))
                .problems()
                .get(0);
        assertTrue(
                problem.message().startsWith("Module x not found, required by a (a.jar), which also misses y; "),
                problem.message());
    }

    @Test
    @DisplayName("tells in one line of many prerequisites that cannot be imported")
    void oneLineForManyPrerequisites() {
        List<Candidate> candidates = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            candidates.add(plugin("b" + i, List.of("missing")));
            broken.add("b" + i);
        }
        candidates.add(plugin("a", broken));
        List<Problem> ofA = graph(() -> Set.of(), candidates).problems().stream()
                .filter(problem -> problem.subject().equals("a"))
                .toList();
        assertEquals(1, ofA.size());
        assertTrue(
                ofA.get(0).message().contains("nor can b1, b10, b11, b12, b13 and 14 more, which it requires too"),
                ofA.get(0).message());
    }

    @Test
    @DisplayName("names eleven plugins of a long path and the last one, and counts the others")
    void longPath() {
        List<String> path = IntStream.range(0, 20).mapToObj(i -> "p" + i).toList();
        assertEquals(
                String.join(", which requires ", path.subList(0, 11)) + ", which requires (after 8 more) p19",
                PluginGraph.chain(path));
        assertEquals(String.join(", which requires ", path.subList(0, 12)), PluginGraph.chain(path.subList(0, 12)));
    }

    @Test
    @DisplayName("keeps messages short along a chain of twenty thousand plugins of which the first misses a module")
    void longChain() {
        PluginGraph graph = graph(
                () -> Set.of(),
                IntStream.range(0, 20_000)
                        .mapToObj(i -> plugin("p" + i, List.of(i == 0 ? "missing" : "p" + (i - 1))))
                        .toList());
        Obstacle obstacle = graph.obstacle("p19999", "me").orElseThrow();
        assertEquals(20_000, obstacle.path().size());
        assertEquals("p0", obstacle.path().get(19_999));
        for (Problem problem : graph.problems()) {
            assertTrue(problem.message().length() < 1_000, problem.message());
        }
    }

    @Test
    @DisplayName("keeps messages short for a cycle of a thousand plugins, and has one for each")
    void longCycle() {
        List<Problem> problems = graph(
                        () -> Set.of(),
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> plugin("p" + i, List.of("p" + (i + 1) % 1_000)))
                                .toList())
                .problems();
        assertEquals(1_000, problems.size());
        assertEquals(1_000, problems.stream().map(Problem::subject).distinct().count());
        for (Problem problem : problems) {
            assertTrue(problem.message().length() < 1_000, problem.message());
        }
    }

    @Test
    @DisplayName("compares a bounded number of names, however many questions there are")
    void boundedComparisons() {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 10; i < 60; i++) {
            candidates.add(plugin("acme.plugin" + i, List.of()));
        }
        for (int i = 100; i < 300; i++) {
            candidates.add(plugin("p" + i, List.of("acme.plugim" + i % 100)));
        }
        List<Problem> problems = graph(() -> Set.of(), candidates).problems();
        assertEquals(200, problems.size());
        long helped = problems.stream()
                .filter(problem -> problem.message().contains("(installed plugins of like name: "))
                .count();
        assertEquals(Explanations.MOST_COMPARED / candidates.size(), helped);
    }

    @Test
    @DisplayName("finds the names that are no more than tolerated letters away, and no others")
    void findsTheNearest() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            String wanted = word(random);
            String other = word(random);
            int tolerated = Math.min(8, Math.max(1, wanted.length() / 4));
            assertEquals(
                    distance(wanted, other) <= tolerated ? List.of(other) : List.of(),
                    alike(other, wanted),
                    wanted + " " + other);
        }
    }

    private static List<String> alike(String installed, String wanted) {
        Map<String, Candidate> byName = Map.of(installed, plugin(installed, List.of()));
        return new Explanations(
                        new Discovered(new TreeMap<>(byName), Map.of(), List.of(), Map.of()),
                        byName.keySet(),
                        new ApplicationModules(Configuration.empty(), Scan.NO_CLASS_PATH, Set::of))
                .alike(wanted);
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int left = 1 + random.nextInt(16); left > 0; left--) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }

    private static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = i == 0
                        ? j
                        : j == 0
                                ? i
                                : Math.min(
                                        table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1),
                                        1 + Math.min(table[i - 1][j], table[i][j - 1]));
            }
        }
        return table[a.length()][b.length()];
    }
}
