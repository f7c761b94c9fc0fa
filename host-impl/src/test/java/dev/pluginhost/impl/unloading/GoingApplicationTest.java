package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.testkit.PluginSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server has the classes of an application, and the host among them, in a class loader of their own. */
@DisplayName("An application that a server lets go")
class GoingApplicationTest {

    @TempDir
    Path plugins;

    private List<String> letGo(String... arguments) throws Exception {
        String roots = FirstUseOfJdkTest.testClasses().toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--class-path",
                roots,
                GoingApplication.class.getName(),
                roots,
                FirstUseOfJdkTest.location("dev.pluginhost").toString(),
                FirstUseOfJdkTest.location("dev.pluginhost.modules").toString(),
                FirstUseOfJdkTest.location("dev.pluginhost.impl").toString(),
                "--"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        process.waitFor();
        return said;
    }

    @BeforeEach
    void install() {
        PluginSource.plugin("acme.a")
                .source("acme.a.Pair", "public record Pair(Pair other, int number) {}")
                .onStart("""
                        Pair pair = new Pair(new Pair(null, 1), 2);
                        if (!pair.equals(new Pair(new Pair(null, 1), 2))) {
                            throw new IllegalStateException(pair + " " + pair.hashCode());
                        }
                        """)
                .jar(plugins);
    }

    @Test
    @DisplayName("is collected with its host, though an unloaded plugin has used caches of the JDK")
    void unloaded() throws Exception {
        assertEquals(List.of("COLLECTED []", "application collected"), letGo(plugins.toString()));
    }

    @Test
    @DisplayName("is collected with its host, though a plugin has used caches of the JDK and was there until the end")
    void closed() throws Exception {
        assertEquals(List.of("application collected"), letGo(plugins.toString(), "close"));
    }
}
