package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The description of a host")
class DescribeTest extends HostFixture {

    private static final String TITLES =
            "plugin +version +timing +state +import thread +queue +open +resolve +define +start +total";

    @Test
    @DisplayName("is a table of all that is installed, and below it what is wrong, with the cures")
    void table(@TempDir Path elsewhere) throws Exception {
        Path gone = plugin("acme.gone").jar(elsewhere);
        install(plugin("acme.zebra").version("1.5"));
        install(plugin("acme.bad", "if (true) throw new IllegalStateException(\"no table\");"));
        install(plugin("acme.lonely").requires("acme.gone").compiledAgainst(gone));
        install(plugin("acme.unwanted"));
        PluginSource.plugin("acme.twice").jar(plugins, "one.jar");
        PluginSource.plugin("acme.twice").jar(plugins, "two.jar");
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        Files.writeString(plugins.resolve("looks.war"), "");
        PluginHost host = host(builder -> builder.refused("acme.unwanted", "we have another one"));
        host.importModule("acme.zebra");
        assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
        String number = "\\d+\\.\\d";
        assertLinesMatch(
                List.of(
                        "Plugins: 1 imported, 1 failed, 1 unresolvable, 1 unreadable, 2 ambiguous, 1 refused;"
                                + " times in milliseconds",
                        TITLES,
                        "-+( +-+){10}",
                        "acme\\.zebra +1\\.5 +lazy +imported +pluginhost-import-\\d+( +" + number + "){6}",
                        "acme\\.bad +lazy +failed +pluginhost-import-\\d+( +" + number + "){6}",
                        "acme\\.lonely +lazy +unresolvable",
                        "acme\\.twice +ambiguous",
                        "acme\\.twice +ambiguous",
                        "acme\\.unwanted +disabled +refused",
                        "broken\\.jar +unreadable",
                        "Problems:",
                        "  ERROR START_FAILED: Plugin acme\\.bad .* failed to start .*no table",
                        "  ERROR MISSING: Module acme\\.gone not found, required by acme\\.lonely.*; put it .*",
                        "  ERROR AMBIGUOUS: Module acme\\.twice .*one\\.jar.*two\\.jar; remove .*",
                        "  ERROR UNREADABLE: .*broken\\.jar.*",
                        "  NOTE PASSED_OVER: .*looks\\.war .*; put the jar .*",
                        "  NOTE REFUSED: Plugin acme\\.unwanted is refused by the application: we have another one"),
                host.describe().lines().toList());
    }

    @Test
    @DisplayName("has columns of equal width")
    void columns() {
        install(plugin("acme.a").version("10.20.30"));
        install(plugin("acme.much.longer.than.the.other").version("1"));
        PluginHost host = host();
        host.importModule("acme.a");
        List<String> lines = host.describe().lines().toList();
        String rule = lines.get(2);
        for (String row : List.of(lines.get(1), lines.get(3), lines.get(4))) {
            for (int i = 1; i < row.length(); i++) {
                boolean gap = i < rule.length() && rule.charAt(i) == ' ';
                assertTrue(!gap || row.charAt(i) == ' ', () -> String.join("\n", lines));
            }
        }
        int version = rule.indexOf(" -") + 1;
        assertEquals("10.20.30", lines.get(3).substring(version, version + 8));
        assertTrue(lines.get(4).startsWith("1 ", version), () -> String.join("\n", lines));
        assertEquals(rule.length(), lines.get(3).length(), "numbers are aligned to the right");
    }

    @Test
    @DisplayName("cuts long names, and escapes control characters")
    void wideAndForged() throws Exception {
        PluginSource.plugin("acme." + "a".repeat(100))
                .version("1" + "0".repeat(70))
                .jar(plugins, "wide.jar");
        PluginSource.plugin("acme.b").version("2\nacme.c\u001b[2J\u202e").jar(plugins, "b.jar");
        Files.writeString(plugins.resolve("\nacme.d imported\u001b[0m.jar"), "no jar");
        String text = host().describe();
        List<String> lines = text.lines().toList();
        assertTrue(text.contains("acme." + "a".repeat(32) + "...  1" + "0".repeat(36) + "...  "), text);
        assertTrue(text.contains("2\\nacme.c\\u001b[2J\\u202e"), text);
        assertTrue(text.contains("\\nacme.d imported\\u001b[0m.jar"), text);
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("acme.d")), text);
        assertTrue(text.chars().noneMatch(next -> next == 0x1b || next == 0x202e), text);
        assertTrue(lines.stream().limit(6).allMatch(line -> line.length() < 200), text);
    }

    @Test
    @DisplayName("says which services of an imported plugin could not be made")
    void leftOut() {
        install(plugin("acme.a")
                .declares("provides java.lang.Runnable with acme.a.Task;")
                .source("acme.a.Task", """
                public class Task implements Runnable {
                    public Task() { throw new IllegalStateException("no table"); }
                    public void run() {}
                }
                """));
        PluginHost host = host();
        host.importModule("acme.a");
        String text = host.describe();
        assertTrue(
                text.contains("  ERROR START_FAILED: Plugin acme.a is without its service java.lang.Runnable"), text);
    }

    @Test
    @DisplayName("counts the problems beyond a hundred")
    void many() throws Exception {
        for (int i : IntStream.range(0, 103).toArray()) {
            Files.writeString(plugins.resolve("broken" + i + ".jar"), "no jar");
        }
        List<String> lines = host().describe().lines().toList();
        assertEquals("  and 3 more", lines.get(lines.size() - 1));
        assertEquals(3 + 103 + 1 + 100 + 1, lines.size());
    }

    @Test
    @DisplayName("waits for what plugins() waits for: only for the first reading of the sources")
    void waits() {
        install(plugin("acme.a"));
        Thread loop = Thread.currentThread();
        PluginHost host = host(builder -> builder.nonBlocking(thread -> thread == loop));
        assertThrows(WouldBlockException.class, host::plugins);
        assertThrows(WouldBlockException.class, host::describe);
        race(List.of(host::start));
        assertTrue(host.describe().contains("acme.a"), host::describe);
        host.close();
        assertFalse(host.describe().contains("imported"), host::describe);
    }

    @Test
    @DisplayName("says that nothing is installed")
    void nothing() {
        assertEquals("No plugins are installed", host().describe());
    }
}
