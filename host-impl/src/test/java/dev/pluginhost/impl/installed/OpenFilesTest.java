package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A host with a budget of open files")
class OpenFilesTest extends HostFixture {

    private Path installed(String name) {
        return install(plugin(name).source(name + ".Late", "public class Late {}"));
    }

    private List<Path> open(List<Path> jars) throws IOException {
        List<Path> open = new ArrayList<>();
        for (Path jar : jars) {
            if (OpenFiles.has(jar)) {
                open.add(jar);
            }
        }
        return open;
    }

    @Test
    @DisplayName("keeps no more jars open, whatever is imported and loaded")
    void withinTheBudget() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            jars.add(installed("acme.p" + i));
        }
        PluginHost host = host(builder -> builder.openFiles(2));
        List<ImportedModule> modules = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            modules.add(host.importModule("acme.p" + i));
        }
        assertEquals(2, open(jars).size());
        for (ImportedModule module : modules) {
            assertEquals(
                    module.module(), module.loadClass(module.name() + ".Late").getModule());
            assertEquals(2, open(jars).size());
        }
        host.close();
        assertEquals(List.of(), open(jars));
    }

    @Test
    @DisplayName("says that a plugin's jar was replaced while it was closed, and goes on with what is loaded")
    void replacedWhileClosed() throws Exception {
        List<Path> jars = List.of(installed("acme.a"), installed("acme.b"));
        PluginHost host = host(builder -> builder.openFiles(1));
        ImportedModule module = host.importModule("acme.a");
        host.importModule("acme.b");
        assertFalse(OpenFiles.has(jars.get(0)));
        Path next = PluginSource.plugin("acme.a").version("2").jar(plugins.resolveSibling("next"));
        Files.move(next, jars.get(0), StandardCopyOption.REPLACE_EXISTING);

        NoClassDefFoundError failure = assertThrows(NoClassDefFoundError.class, () -> module.loadClass("acme.a.Late"));
        assertTrue(failure.getMessage().contains(jars.get(0) + " of module acme.a has changed since it was opened"));
        assertTrue(failure.getMessage().contains("; call refresh() and reload the plugin"), failure::getMessage);
        assertEquals(module.module(), module.loadClass("acme.a.Main").getModule());
        assertFalse(host.refresh().changed().isEmpty());
    }

    @Test
    @DisplayName("needs at least one")
    void atLeastOne() {
        for (int none : new int[] {0, -1}) {
            IllegalArgumentException failure = assertThrows(
                    IllegalArgumentException.class, () -> Hosts.builder().openFiles(none));
            assertEquals("A host needs at least 1 open file, not " + none, failure.getMessage());
        }
    }
}
