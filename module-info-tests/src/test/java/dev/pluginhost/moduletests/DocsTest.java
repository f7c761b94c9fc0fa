package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/**
 * Compiles and runs what README.md and the pages in docs show.
 *
 * <ul>
 *   <li>A Java block is files of a project, which are compiled and run, or statements, which {@link Snippets} runs.
 *   <li>An sh block is run as it is, unless it begins with a command of Maven or Git, or is for the sample application,
 *       whose own test runs it; a text block after it is its output.
 *   <li>An xml block is well-formed.
 * </ul>
 *
 * The code before a migration, the pages that need libraries, and the tutorial, which needs Maven, have tests of their own.
 */
@DisplayName("What README.md and docs show")
class DocsTest {

    private static final int README_LINES = 120;
    private static final int APPLICATION_LINES = 30;
    private static final int PLUGIN_LINES = 20;
    private static final Set<String> LANGUAGES = Set.of("java", "sh", "text", "xml", "properties");

    /** The first directories of files that a test of their own compiles. */
    private static final Set<String> ELSEWHERE = Set.of("acme", "before", "test");

    /** What the test of the archetypes does as it says. */
    private static final String TUTORIAL = "docs/tutorial.md";

    @TempDir
    Path directory;

    @Test
    @DisplayName("is short in README.md: the page, its application and its plugin")
    void readmeIsShort() {
        Page readme = Page.read("README.md");
        List<Page.Block> java = readme.blocks().stream()
                .filter(block -> block.language().equals("java"))
                .toList();

        assertTrue(readme.lines().size() <= README_LINES, () -> readme.lines().size() + " lines");
        assertEquals(2, java.size(), "an application and a plugin");
        assertTrue(java.get(0).text().lines().count() <= APPLICATION_LINES);
        assertTrue(java.get(1).text().lines().count() <= PLUGIN_LINES);
    }

    @Test
    @DisplayName("begins in README.md with two commands, each one line")
    void commands() {
        List<String> lines = Page.read("README.md").lines();
        for (String heading : List.of("## Run it", "## Test it")) {
            int fence = lines.subList(lines.indexOf(heading), lines.size()).indexOf("```sh") + lines.indexOf(heading);
            assertTrue(lines.contains(heading), heading);
            assertTrue(lines.get(fence + 1).startsWith("mvn "), heading);
            assertEquals("```", lines.get(fence + 2), heading);
        }
    }

    @TestFactory
    @DisplayName("has links that lead somewhere")
    Stream<DynamicTest> links() {
        return Page.all().stream()
                .map(file -> dynamicTest(name(file), () -> {
                    Page page = Page.read(file);
                    assertAll(page.links().stream()
                            .filter(link -> !link.startsWith("http"))
                            .map(link -> () -> assertTrue(leads(page, link), link + " leads nowhere")));
                }));
    }

    @TestFactory
    @DisplayName("compiles, runs and prints what it says")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has commands for a Unix shell")
    Stream<DynamicTest> examples() {
        return Page.all().stream()
                .filter(file ->
                        !Page.read(file).blocks().isEmpty() && !name(file).equals(TUTORIAL))
                .map(file -> dynamicTest(name(file), () -> tryOut(Page.read(file))));
    }

    private void tryOut(Page page) throws Exception {
        for (Page.Block block : page.blocks()) {
            assertTrue(
                    LANGUAGES.contains(block.language()),
                    () -> "The block at line " + block.line() + " is of no language");
        }
        Workshop workshop = new Workshop(Files.createTempDirectory(directory, "page"));
        boolean compilesItself =
                page.blocks().stream().anyMatch(block -> block.text().contains("javac "));
        if (!compilesItself) {
            Map<String, String> files = new LinkedHashMap<>(page.files());
            files.keySet().removeIf(path -> ELSEWHERE.contains(path.substring(0, path.indexOf('/'))));
            workshop.build(files);
        }
        for (Page.Block block : page.blocks()) {
            if (compilesItself) {
                workshop.write(block.files());
            }
            if (block.language().equals("sh") && !block.text().matches("(?s)((mvn|git) |.* sample-app/).*")) {
                runCommand(page, block, workshop);
            } else if (block.language().equals("xml")) {
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader("<block>" + block.text() + "</block>")));
            }
        }
        List<Page.Block> snippets = page.blocks().stream()
                .filter(block ->
                        block.language().equals("java") && block.files().isEmpty())
                .toList();
        if (!snippets.isEmpty()) {
            Snippets all = new Snippets(workshop);
            if (!Files.exists(workshop.lib().resolve("acme.app.jar"))) {
                all.makePlugins();
            }
            all.run(page, snippets);
        }
    }

    private static void runCommand(Page page, Page.Block block, Workshop workshop) {
        String out = workshop.shell(block.text()).finished(page + ", line " + block.line());
        Optional<Page.Block> expected =
                page.after(block).filter(next -> next.language().equals("text"));
        expected.ifPresent(text -> assertEquals(
                text.text().strip(), out.strip(), () -> "What the command at line " + block.line() + " prints"));
    }

    private static boolean leads(Page page, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target =
                path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
        return Files.exists(target) && (hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1)));
    }

    private static String name(Path file) {
        return Page.project().relativize(file).toString().replace(File.separatorChar, '/');
    }
}
