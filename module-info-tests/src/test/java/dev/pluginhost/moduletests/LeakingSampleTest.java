package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The test of a plugin that is imported, used and unloaded")
class LeakingSampleTest {

    private static final Path HOME = Path.of(System.getProperty("pluginhost.sample-home"));
    private static final Path SHARK = Path.of(System.getProperty("pluginhost.shark"));

    @TempDir
    Path directory;

    /** The code of a test of a plugin. */
    private String importAndUnload(String plugins, String name) {
        Path application = Application.compile(
                directory.resolve("plain"),
                List.of("--class-path", Run.path(Artifacts.HOST_API, Artifacts.TESTKIT_LEAKS)),
                Map.of("Main.java", """
                        import dev.pluginhost.PluginHost;
                        import dev.pluginhost.testkit.leaks.Gone;
                        import java.nio.file.Path;
                        import java.time.Duration;

                        public class Main {
                            public static void main(String[] args) {
                                try (PluginHost host = PluginHost.builder().plugins(Path.of(args[0])).build()) {
                                    Gone gone = Gone.of(host.importModule(args[1]).module());
                                    host.unload(args[1]).join().plugins().forEach(
                                            plugin -> System.out.println(plugin.collection() + " " + plugin.holders()));
                                    gone.assertCollected(Duration.ofMillis(100));
                                    System.out.println("gone");
                                } catch (AssertionError e) {
                                    System.out.println(e.getMessage());
                                }
                            }
                        }
                        """));
        return Run.java(
                        "--module-path",
                        HOME.resolve("lib"),
                        "--add-modules",
                        "dev.pluginhost.impl,acme.home.api",
                        "--class-path",
                        Run.path(application, Artifacts.TESTKIT_LEAKS, SHARK.resolve("*")),
                        "Main",
                        HOME.resolve(plugins),
                        name)
                .succeeded();
    }

    @Test
    @DisplayName("passes for a sample plugin that ends what it began")
    void clean() {
        assertEquals(
                "COLLECTED []\ngone", importAndUnload("plugins", "acme.clock").replace("\r", ""));
    }

    @Test
    @DisplayName(
            "fails for one that leaves a thread behind: the report names the thread, and the assertion names the path")
    void leaking() {
        String out = importAndUnload("bad-plugins", "acme.bad.leaky");
        assertTrue(out.startsWith("HELD [THREAD: thread \"drip\""), out);
        assertTrue(out.contains("acme.bad.leaky.Leaky.drip"), out);
        String path = out.substring(out.indexOf("acme.bad.leaky", out.indexOf("]\n")));
        assertTrue(path.contains("thread \"drip\""), out);
        assertTrue(path.contains("acme.bad.leaky.Leaky"), out);
    }
}
