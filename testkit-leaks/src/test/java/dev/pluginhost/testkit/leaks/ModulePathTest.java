package dev.pluginhost.testkit.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.Okio;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shark.HprofHeader;
import shark.HprofHeapGraph;
import shark.SharkLog;

/** The assertion as a named module, used by another one. */
@Timeout(120)
class ModulePathTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("As a named module it works with Shark on the class path")
    void with_shark() throws Exception {
        String output = run(true);

        assertTrue(output.contains("dev.pluginhost.testkit.leaks: static acme.test.Main.held -> "), output);
        assertTrue(output.contains(" -> class loader of acme.weather"), output);
    }

    @Test
    @DisplayName("Without Shark the assertion still fails and says what is missing")
    void without_shark() throws Exception {
        String output = run(false);

        assertTrue(output.contains("java.lang.AssertionError: acme.weather was not collected"), output);
        assertTrue(output.contains("; put com.squareup.leakcanary:shark-graph and"), output);
    }

    private String run(boolean shark) throws Exception {
        Path leaks = locationOf(Gone.class);
        Path application = PluginSource.module("acme.test")
                .requires("dev.pluginhost.testkit.leaks")
                .source("acme.test.Main", """
                        import dev.pluginhost.testkit.leaks.Gone;
                        public class Main {
                            static ClassLoader held = new ClassLoader("acme.weather", null) {};
                            public static void main(String[] args) {
                                Gone gone = Gone.of("acme.weather", held);
                                if (args.length > 0) {
                                    System.out.println(Gone.class.getModule().getName() + ": " + gone.path().orElseThrow());
                                } else {
                                    gone.assertCollected(java.time.Duration.ZERO);
                                }
                            }
                        }
                        """)
                .compiledAgainst(leaks)
                .jar(directory);
        Path output = directory.resolve("output");
        List<String> command = Stream.of(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--module-path",
                                leaks + File.pathSeparator + application),
                        shark
                                ? List.of("--class-path", sharkJars(), "-m", "acme.test/acme.test.Main", "path")
                                : List.of("-m", "acme.test/acme.test.Main"))
                .flatMap(List::stream)
                .toList();
        Process java = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(java.waitFor(60, TimeUnit.SECONDS));
        String text = Files.readString(output);
        assertEquals(shark ? 0 : 1, java.exitValue(), text);
        return text;
    }

    private static String sharkJars() {
        return Stream.of(HprofHeapGraph.class, HprofHeader.class, SharkLog.class, kotlin.Unit.class, Okio.class)
                .map(type -> locationOf(type).toString())
                .collect(Collectors.joining(File.pathSeparator));
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
