package dev.pluginhost.testkit.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The assertion in a JVM that has nothing else on its path. */
@Timeout(120)
class AloneTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("It works as a named module of which nothing else is known")
    void modulePath() throws Exception {
        assertPrints("module dev.pluginhost.testkit.leaks", "--module-path", "--module", "acme.test/acme.test.Main");
    }

    @Test
    @DisplayName("It works on the class path, with nothing else there")
    void classPath() throws Exception {
        assertPrints("unnamed module", "--class-path", "acme.test.Main");
    }

    private void assertPrints(String module, String pathOption, String... main) throws Exception {
        Path leaks = locationOf(Gone.class);
        Path application = PluginSource.module("acme.test")
                .requires("dev.pluginhost.testkit.leaks")
                .source("acme.test.Main", """
                        import dev.pluginhost.testkit.leaks.Gone;
                        public class Main {
                            static ClassLoader held = new ClassLoader("acme.weather", null) {};
                            public static void main(String[] args) {
                                System.out.println(Gone.class.getModule());
                                System.out.println(Gone.of("acme.weather", held).path().orElseThrow());
                            }
                        }
                        """)
                .compiledAgainst(leaks)
                .jar(directory);
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(pathOption, leaks + File.pathSeparator + application));
        command.addAll(List.of(main));
        Process java = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(java.waitFor(60, TimeUnit.SECONDS));
        String text = Files.readString(output);
        assertEquals(0, java.exitValue(), text);
        assertTrue(text.startsWith(module), text);
        assertTrue(text.contains("static acme.test.Main.held -> class loader of acme.weather"), text);
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
