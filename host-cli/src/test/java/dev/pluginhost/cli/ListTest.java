package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command list")
class ListTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("prints each plugin with its version, timing, state and place")
    void table() {
        Path core = PluginSource.plugin("acme.core").version("1.2").eager().jar(directory);
        Path late = PluginSource.plugin("acme.late").jar(directory);

        String out = Cli.run("list", directory).well();

        assertLinesMatch(
                List.of(
                        "plugin +version +timing +state +location",
                        "acme.core +1.2 +eager +installed +\\Q" + core + "\\E",
                        "acme.late +- +lazy +installed +\\Q" + late + "\\E",
                        "",
                        "2 plugins; all can be imported"),
                out.lines().toList());
    }

    @Test
    @DisplayName("exits with 1 and says what is wrong if a plugin cannot be imported")
    void broken() {
        PluginSource.plugin("acme.core").jar(directory);
        Damage.truncate(PluginSource.plugin("acme.broken").jar(directory));

        Cli cli = Cli.run("list", directory);

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("UNREADABLE: "), cli::toString);
        assertTrue(cli.out().endsWith("2 plugins; 1 cannot be imported\n"), cli::toString);
    }

    @Test
    @DisplayName("prints the same as JSON")
    void json() {
        Path core = PluginSource.plugin("acme.core").version("1.2").eager().jar(directory);
        Damage.truncate(PluginSource.plugin("acme.broken").jar(directory));

        JsonObject json = Cli.run("list", directory, "--json").json();

        assertEquals(
                directory.toString(), json.getAsJsonArray("directories").get(0).getAsString());
        JsonObject plugin = json.getAsJsonArray("plugins").get(1).getAsJsonObject();
        assertEquals("acme.core", plugin.get("name").getAsString());
        assertEquals("1.2", plugin.get("version").getAsString());
        assertEquals("EAGER", plugin.get("timing").getAsString());
        assertEquals("INSTALLED", plugin.get("state").getAsString());
        assertEquals(core.toString(), plugin.get("location").getAsString());
        JsonObject error = json.getAsJsonArray("errors").get(0).getAsJsonObject();
        assertEquals("UNREADABLE", error.get("reason").getAsString());
    }
}
