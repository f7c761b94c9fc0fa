package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each plugin is alone in an application of its own, as the JDK makes these things once. */
@DisplayName("A plugin that is the first in its virtual machine to use it is collected:")
class FirstUseOfJdkTest {

    @TempDir
    Path plugins;

    static Path location(String module) {
        return Path.of(ModuleLayer.boot()
                .configuration()
                .findModule(module)
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    }

    static Path testClasses() throws Exception {
        Path path = Path.of(
                FirstUseOfJdkTest.class.getResource("FirstUseOfJdkTest.class").toURI());
        for (int i = 0; i < FirstUseOfJdkTest.class.getName().split("\\.").length; i++) {
            path = path.getParent();
        }
        return path;
    }

    private String importAndUnload() throws Exception {
        String module = "dev.pluginhost.impl";
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-Djava.util.prefs.userRoot=" + plugins.resolve("preferences"),
                        "-XX:+UseSerialGC",
                        "--module-path",
                        Stream.of(module, "dev.pluginhost.modules", "dev.pluginhost")
                                .map(name -> location(name).toString())
                                .collect(Collectors.joining(System.getProperty("path.separator"))),
                        "--patch-module",
                        module + "=" + testClasses(),
                        "--add-modules",
                        "java.se",
                        "--module",
                        module + "/" + UnloadingApplication.class.getName(),
                        plugins.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return said.lines().reduce((one, last) -> last).orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.util.concurrent.CompletableFuture<Main>().completeOnTimeout(this, 1,"
                        + " java.util.concurrent.TimeUnit.MILLISECONDS).get();",
                "new ProcessBuilder(java.nio.file.Path.of(System.getProperty(\"java.home\"), \"bin\","
                        + " \"java\").toString(), \"--version\").start().waitFor();",
                "javax.imageio.ImageIO.write(new java.awt.image.BufferedImage(9, 9, 1), \"png\","
                        + " new java.io.ByteArrayOutputStream());",
                "java.awt.Toolkit.getDefaultToolkit().getSystemEventQueue();",
                "javax.swing.UIManager.getDefaults();",
                "javax.swing.Timer timer = new javax.swing.Timer(1, event -> Probe.say(\"rings\"));"
                        + " timer.setRepeats(false); timer.start();",
                "javax.print.PrintServiceLookup.lookupPrintServices(null, null);",
                "java.util.prefs.Preferences.userRoot().node(\"acme\");",
                "Thread thread = new Thread(new ThreadGroup(\"acme\"), () -> { try {"
                        + " java.beans.Introspector.getBeanInfo(Main.class); } catch (java.beans.IntrospectionException"
                        + " e) { throw new AssertionError(e); } }); thread.start(); thread.join();",
            })
    void collected(String start) throws Exception {
        PluginSource.plugin("acme.a")
                .requires("java.se")
                .onStart(start.replace("Probe.say(\"rings\")", "{}"))
                .jar(plugins);
        assertEquals("COLLECTED []", importAndUnload());
    }
}
