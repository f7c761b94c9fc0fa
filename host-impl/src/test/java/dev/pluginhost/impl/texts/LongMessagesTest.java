package dev.pluginhost.impl.texts;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Problem;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A message says what happened, and the cure,")
class LongMessagesTest extends HostFixture {

    @Test
    @DisplayName("where the directory of an exploded module goes while the plugin starts")
    void vanished() {
        Path directory = plugin("acme.a", "Probe.reach(\"a\"); new Late();")
                .source("acme.a.Late", "class Late {}")
                .explodedIn(plugins);
        PluginHost host = host();
        host.start();
        probe.failAt("a", () -> {
            deleteAll(directory);
            return null;
        });
        PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        assertTrue(failure.getMessage().contains("acme/a/Late"), failure.getMessage());
        assertTrue(failure.getMessage().contains("is gone since it was opened"), failure.getMessage());
    }

    @Test
    @DisplayName("where the modules of a bundle have names that are longer than a message")
    void longNames() throws IOException {
        Path bundle = Files.createDirectory(plugins.resolve("bundle"));
        String name = "a" + "b".repeat(30_000);
        PluginSource.automatic("x.one").automaticModuleName(name + "c").jar(bundle, "one.jar");
        PluginSource.automatic("x.two").automaticModuleName(name + "d").jar(bundle, "two.jar");
        String problem =
                host().check().stream().map(Problem::message).findFirst().orElseThrow();
        assertTrue(problem.contains("(two.jar)") && problem.endsWith(", or name the directory after it"), problem);
    }

    private static void deleteAll(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
