package dev.pluginhost.publishedtests.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pluginhost.publishedtests.libraries.Jvms.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Uses each library twice with the same code: on a plain class path, which shows that the code is right, and in a bundle, which
 * must give the same result. The property {@code pluginhost.libraries} chooses: {@code sample}, {@code all}, names (with
 * {@code *} at their end), or a part such as {@code 2/8}.
 */
@DisplayName("A published library with all its dependencies")
class LibrariesTest {

    private static final Path TABLES = Path.of(System.getProperty("pluginhost.tables"));
    private static final Path DIRECTORY =
            Path.of(System.getProperty("pluginhost.bundles")).toAbsolutePath();

    private static final boolean OFFLINE =
            System.getProperty("pluginhost.offline").endsWith("true");

    private final Map<Library, String> unresolved = new LinkedHashMap<>();
    private final Map<Library, String> unprepared = new LinkedHashMap<>();
    private final Map<Library, Map<String, Result>> onClassPath = new LinkedHashMap<>();
    private final Map<Library, Map<String, Result>> asBundle = new LinkedHashMap<>();

    @Test
    @DisplayName("is in a table of at least 160")
    void table() throws Exception {
        List<Library> libraries = Library.readAll(TABLES);
        assertTrue(libraries.size() >= 160, () -> libraries.size() + " libraries");
        long sample = libraries.stream().filter(library -> library.sample).count();
        assertTrue(sample > 0 && sample <= 15, () -> sample + " in every build");
        for (Library library : libraries) {
            assertFalse(library.artifacts.isEmpty(), library.name);
            assertFalse(library.statements.isEmpty(), library.name);
        }
    }

    @TestFactory
    @DisplayName("works in a bundle as on a class path:")
    Stream<DynamicTest> libraries() throws Exception {
        List<Library> chosen = chosen(System.getProperty("pluginhost.libraries"), Library.readAll(TABLES));
        assertFalse(chosen.isEmpty(), "no library is chosen");
        Prepare.delete(DIRECTORY);
        Files.createDirectories(DIRECTORY);
        Jvms jvms = new Jvms(DIRECTORY);
        Map<List<String>, Map<Library, Path>> groups = new LinkedHashMap<>();
        jvms.resolve(chosen, OFFLINE, unresolved).forEach((library, jars) -> {
            try {
                Path bundle = Prepare.bundle(library, jars, DIRECTORY);
                groups.computeIfAbsent(library.options, none -> new LinkedHashMap<>())
                        .put(library, bundle);
            } catch (Exception e) {
                unprepared.put(library, e.toString());
            }
        });
        for (Map.Entry<List<String>, Map<Library, Path>> group : groups.entrySet()) {
            onClassPath.putAll(jvms.use("class-path", group.getKey(), group.getValue()));
            asBundle.putAll(jvms.use("bundle", group.getKey(), group.getValue()));
        }
        return chosen.stream().map(library -> DynamicTest.dynamicTest(library.name, () -> judge(library)));
    }

    private void judge(Library library) {
        if (unresolved.containsKey(library)) {
            String reason = library + " was not resolved: " + unresolved.get(library);
            assumeFalse(OFFLINE, reason);
            fail(reason);
        }
        if (unprepared.containsKey(library)) {
            fail(library + " was not prepared: " + unprepared.get(library));
        }
        Map<String, Result> plain = onClassPath.getOrDefault(library, Map.of());
        if (Runtime.version().feature() >= library.tooNew) {
            assertFalse(
                    works(library, plain),
                    () -> library + " works on this release of Java; the table says: " + library.tooNewReason);
            return;
        }
        assertStage(library, "on a class path", plain, Use.USE);
        assertEquals(library.result, plain.get(Use.USE).text(), library + " on a class path");
        Map<String, Result> bundled = asBundle.getOrDefault(library, Map.of());
        assertStage(library, "in a bundle", bundled, Use.CHECK);
        assertStage(library, "in a bundle", bundled, Use.IMPORT);
        assertStage(library, "in a bundle", bundled, Use.USE);
        assertEquals(library.result, bundled.get(Use.USE).text(), library + " in a bundle");
        if (library.keeps.isEmpty()) {
            assertStage(library, "in a bundle", bundled, Use.END);
        }
        // A JVM that another library has ended does not tell what is released.
        Result released = plain.get(Use.RELEASE);
        if (released != null && released.ok() && bundled.containsKey(Use.RELEASE)) {
            assertStage(library, "in a bundle, collected after the unload", bundled, Use.RELEASE);
        }
    }

    private static boolean works(Library library, Map<String, Result> stages) {
        Result use = stages.get(Use.USE);
        return use != null && use.ok() && use.text().equals(library.result);
    }

    private static void assertStage(Library library, String where, Map<String, Result> stages, String stage) {
        Result result = stages.get(stage);
        if (result == null || !result.ok()) {
            fail(library + " " + where + ", stage " + stage + ": "
                    + (result == null ? "not reached; " + stages : result.text()));
        }
    }

    private static List<Library> chosen(String choice, List<Library> libraries) {
        if (choice.equals("all")) {
            return libraries;
        }
        if (choice.equals("sample")) {
            return libraries.stream().filter(library -> library.sample).toList();
        }
        if (choice.matches("\\d+/\\d+")) {
            int part = Integer.parseInt(choice.substring(0, choice.indexOf('/')));
            int parts = Integer.parseInt(choice.substring(choice.indexOf('/') + 1));
            List<Library> chosen = new ArrayList<>();
            for (int i = 0; i < libraries.size(); i++) {
                if (i % parts == part % parts) {
                    chosen.add(libraries.get(i));
                }
            }
            return chosen;
        }
        List<String> names = List.of(choice.split(","));
        return libraries.stream()
                .filter(library -> names.stream()
                        .anyMatch(name -> name.endsWith("*")
                                ? library.name.startsWith(name.substring(0, name.length() - 1))
                                : library.name.equals(name)))
                .toList();
    }
}
