package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@DisplayName("The command graph")
class GraphTest {

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void makePlugins() {
        plugins = directory.resolve("plugins");
        Plugins.jars(
                plugins,
                PluginSource.plugin("acme.core"),
                PluginSource.plugin("acme.weather").requires("acme.core"),
                PluginSource.plugin("acme.page").requires("acme.core", "acme.weather"),
                PluginSource.plugin("acme.alone"));
    }

    @Test
    @DisplayName("prints what requires what")
    void tree() {
        assertEquals("""
                acme.alone
                acme.page
                +- acme.core
                \\- acme.weather
                   \\- acme.core
                """, Cli.run("graph", plugins).well());
    }

    @Test
    @DisplayName("prints the same as JSON")
    void json() {
        JsonObject page = Cli.run("graph", plugins, "--json")
                .json()
                .getAsJsonArray("modules")
                .get(2)
                .getAsJsonObject();

        assertEquals("acme.page", page.get("name").getAsString());
        assertEquals("[\"acme.core\",\"acme.weather\"]", page.get("requires").toString());
    }

    @Test
    @DisplayName("draws it as SVG: each column at the right of the one that requires it, with a title on each plugin")
    void svg() throws Exception {
        Path svg = directory.resolve("plugins.svg");

        assertEquals("", Cli.run("graph", plugins, "-o", svg).well());

        Map<String, Double> lefts = new HashMap<>();
        NodeList groups = read(svg).getElementsByTagName("g");
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            Element box = (Element) group.getElementsByTagName("rect").item(0);
            String name = group.getElementsByTagName("text").item(0).getTextContent();
            String title = group.getElementsByTagName("title").item(0).getTextContent();
            lefts.put(name, Double.parseDouble(box.getAttribute("x")));
            assertTrue(title.startsWith(name + "\nLAZY, INSTALLED\n" + plugins), title);
        }
        assertTrue(lefts.get("acme.page") < lefts.get("acme.weather"), lefts::toString);
        assertTrue(lefts.get("acme.weather") < lefts.get("acme.core"), lefts::toString);
        assertEquals(3, arrows(svg));
        assertTrue(Files.readString(svg).contains("prefers-color-scheme: dark"));
    }

    @Test
    @DisplayName("draws no two plugins of a large graph over each other")
    void large() throws Exception {
        List<PluginSource> sources = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<String> requires = new ArrayList<>();
            for (int next = 2 * i + 1; next <= 2 * i + 3 && next < 30; next++) {
                requires.add("acme.p" + next);
            }
            sources.add(PluginSource.plugin("acme.p" + i).requires(requires.toArray(String[]::new)));
        }
        Path many = directory.resolve("many");
        Plugins.jars(many, sources);
        Path svg = directory.resolve("many.svg");

        Cli.run("graph", many, "-o", svg).well();

        NodeList boxes = read(svg).getElementsByTagName("rect");
        assertEquals(30, boxes.getLength());
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < i; j++) {
                Element a = (Element) boxes.item(i);
                Element b = (Element) boxes.item(j);
                boolean apart = number(a, "x") + number(a, "width") <= number(b, "x")
                        || number(b, "x") + number(b, "width") <= number(a, "x")
                        || number(a, "y") + number(a, "height") <= number(b, "y")
                        || number(b, "y") + number(b, "height") <= number(a, "y");
                assertTrue(
                        apart,
                        () -> a.getParentNode().getTextContent()
                                + b.getParentNode().getTextContent());
            }
        }
    }

    private static double number(Element box, String attribute) {
        return Double.parseDouble(box.getAttribute(attribute));
    }

    @Test
    @DisplayName("writes it for Graphviz and for Mermaid")
    void dotAndMermaid() throws Exception {
        Path dot = directory.resolve("plugins.dot");
        Path mermaid = directory.resolve("plugins.mmd");

        Cli.run("graph", plugins, "-o", dot, "-o", mermaid).well();

        assertTrue(Files.readString(dot).contains("  \"acme.weather\" -> \"acme.core\";\n"));
        assertTrue(Files.readString(mermaid).contains("  p3[\"acme.weather\"]\n"));
        assertTrue(Files.readString(mermaid).contains("  p3 --> p1\n"));
    }

    @Test
    @DisplayName("shows modules that are missing, and exits with 1")
    void missing() throws Exception {
        Path lost = PluginSource.module("acme.lost").jar(directory.resolve("elsewhere"));
        PluginSource.plugin("acme.broken")
                .requires("acme.lost")
                .compiledAgainst(lost)
                .jar(plugins);
        Path svg = directory.resolve("plugins.svg");

        Cli cli = Cli.run("graph", plugins);

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("acme.broken (cannot be imported)\n\\- acme.lost (missing)\n"), cli::toString);
        assertEquals(1, Cli.run("graph", plugins, "-o", svg).exit());
        assertTrue(Files.readString(svg).contains("missing, required by acme.broken"));
    }

    @Test
    @DisplayName("draws plugins that require each other")
    void cycle() throws Exception {
        Path stub = PluginSource.module("acme.hen").jar(directory.resolve("stub"));
        PluginSource.plugin("acme.egg")
                .requires("acme.hen")
                .compiledAgainst(stub)
                .jar(plugins);
        Path other = PluginSource.module("acme.egg").jar(directory.resolve("other"));
        PluginSource.plugin("acme.hen")
                .requires("acme.egg")
                .compiledAgainst(other)
                .jar(plugins);
        Path svg = directory.resolve("plugins.svg");

        Cli cli = Cli.run("graph", plugins, "-o", svg);

        assertEquals(1, cli.exit(), cli::toString);
        assertEquals(5, arrows(svg));
        assertTrue(Cli.run("graph", plugins).out().contains("acme.hen"));
    }

    @Test
    @DisplayName("is typed wrong if the drawing is of no known kind, or cannot be written")
    void output() {
        Path png = directory.resolve("plugins.png");
        Path lost = directory.resolve("lost").resolve("plugins.svg");

        assertEquals(
                "File " + png + ", given with -o, is of no known kind; end its name with .svg, .dot or .mmd",
                Cli.run("graph", plugins, "-o", png).usage());
        assertEquals(
                "File " + lost + " cannot be written (there is no directory " + lost.getParent()
                        + "); name another one with -o",
                Cli.run("graph", plugins, "-o", lost).usage());
    }

    private static long arrows(Path svg) throws Exception {
        return Files.readString(svg)
                .lines()
                .filter(line -> line.startsWith("<path marker-end"))
                .count();
    }

    private static Document read(Path svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    }
}
