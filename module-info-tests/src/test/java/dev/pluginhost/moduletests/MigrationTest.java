package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles and runs the code that the migration pages show under "Before", with the product that it is written for. It prints
 * what the code after the migration prints, which {@link DocsTest} runs.
 */
@DisplayName("The code before a migration runs and prints the same, with")
class MigrationTest {

    private static final Path[] LIBRARIES = Workshop.jars(Path.of(System.getProperty("pluginhost.rivals")));
    private static final String BEFORE = "before/";

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void makeWorkshop() {
        workshop = new Workshop(directory);
    }

    @Test
    @DisplayName("PF4J")
    void pf4j() {
        printsTheSame("docs/how-to/migrate-from-pf4j.md");
    }

    @Test
    @DisplayName("Felix, a framework of OSGi")
    void osgi() {
        printsTheSame("docs/how-to/migrate-from-osgi.md");
    }

    @Test
    @DisplayName("ServiceLoader")
    void serviceLoader() {
        printsTheSame("docs/how-to/migrate-from-serviceloader.md");
    }

    @Test
    @DisplayName("ServiceLoader, and PluginHost imports the old plugin as it is")
    void oldPluginInNewApplication() {
        Page page = Page.read("docs/how-to/migrate-from-serviceloader.md");
        makeAllOf(page);
        Map<String, String> application = new TreeMap<>(page.files());
        application.keySet().removeIf(path -> !path.startsWith("app/"));
        workshop.build(application);

        assertEquals("Hello, world", workshop.shell(command(page).text()).finished("the old plugin"));
    }

    private void printsTheSame(String path) {
        Page page = Page.read(path);
        makeAllOf(page);
        String expected = page.after(command(page)).orElseThrow().text();

        String out = Run.in(
                        directory,
                        Run.JAVA,
                        "--class-path",
                        Run.path(Run.path(LIBRARIES), workshop.lib() + "/*"),
                        "acme.app.Main")
                .finished(path);

        assertEquals(expected.strip(), out.strip());
    }

    /** Packs the projects under "Before": the application and its API as libraries, the others as plugins. */
    private void makeAllOf(Page page) {
        Map<String, Map<String, String>> projects = new LinkedHashMap<>();
        page.files().forEach((path, text) -> {
            if (path.startsWith(BEFORE)) {
                String[] parts = path.substring(BEFORE.length()).split("/", 2);
                projects.computeIfAbsent(parts[0], name -> new LinkedHashMap<>())
                        .put(parts[1], text);
            }
        });
        projects.forEach((name, files) -> {
            boolean library = name.equals("api") || name.equals("app");
            workshop.buildPlain(
                    name,
                    files,
                    library ? workshop.lib() : workshop.plugins(),
                    Run.path(
                            Run.path(LIBRARIES),
                            Run.path(Workshop.jars(workshop.lib())),
                            Run.path(Workshop.jars(workshop.plugins()))));
        });
    }

    private static Page.Block command(Page page) {
        List<Page.Block> commands = page.blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .toList();
        return commands.get(commands.size() - 1);
    }
}
