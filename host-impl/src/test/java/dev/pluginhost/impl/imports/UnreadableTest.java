package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.Reason;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestEngine;

@DisplayName("A plugin whose files cannot be read any more")
class UnreadableTest extends HostFixture {

    /** The application has these too. */
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private static final String SERVICES = "META-INF/services/org.junit.platform.engine.TestEngine";

    @Test
    @DisplayName("as it was unloaded has no resource of the application's in the place of its own")
    void resourcesAfterUnload() throws IOException {
        PluginHost host = host();
        install(withResources());
        Class<?> type = type(host.importModule("acme.r"));
        assertNotNull(type.getClassLoader().getResource(MANIFEST));
        get(host.unload("acme.r"));
        assertAbsent(type);
    }

    @Test
    @DisplayName("as they are gone has no resource of the application's in the place of its own")
    void resourcesOfAFileThatIsGone() throws IOException {
        PluginHost host = host(builder -> builder.openFiles(1));
        Path jar = install(withResources());
        install(plugin("acme.b"));
        Class<?> type = type(host.importModule("acme.r"));
        host.importModule("acme.b"); // which takes the place
        Files.delete(jar);
        assertAbsent(type);
    }

    private static PluginSource withResources() {
        return PluginSource.module("acme.r")
                .exports("acme.r")
                .manifest("Whose", "the plugin's")
                .resource(SERVICES, "# none")
                .source("acme.r.Type", "public class Type {}");
    }

    private static Class<?> type(ImportedModule module) {
        try {
            return module.loadClass("acme.r.Type");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertAbsent(Class<?> type) throws IOException {
        ClassLoader loader = type.getClassLoader();
        for (String name : List.of(MANIFEST, SERVICES)) {
            assertNotNull(ClassLoader.getSystemResource(name), name);
            assertNull(loader.getResource(name));
            assertNull(loader.getResourceAsStream(name));
            assertNull(type.getResource("/" + name));
            assertNull(type.getResourceAsStream("/" + name));
            assertThrows(IOException.class, () -> loader.getResources(name));
            assertThrows(IOException.class, () -> type.getModule().getResourceAsStream(name));
        }
        assertThrows(
                ServiceConfigurationError.class,
                () -> ServiceLoader.load(TestEngine.class, loader).forEach(engine -> {}));
    }

    @Test
    @DisplayName("when a service of it is to be made fails to be imported, as unreadable")
    void provider() throws IOException {
        Path jar = install(plugin("acme.a", "Probe.await(\"go\");")
                .resource("large", incompressible()) // so the jar is not read as a whole when it is opened
                .declares("provides java.util.function.Supplier with acme.a.P")
                .source(
                        "acme.a.P",
                        "public class P implements java.util.function.Supplier<Object> {"
                                + " public Object get() { return 1; } }"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> future = host.importModuleAsync("acme.a");
        probe.awaitReached("go");
        overwrite(jar);
        probe.release("go");
        PluginException failure = Reasons.of(Reason.UNREADABLE, failureOf(future));
        assertTrue(
                failure.getMessage().contains("acme.a.P: cannot be read from module acme.a: " + jar),
                failure.getMessage());
        assertTrue(failure.getMessage().contains("has changed since it was opened"), failure.getMessage());
        assertEquals(PluginState.FAILED, info(host, "acme.a").state());
        assertEquals(List.of(), host.services(Supplier.class));
        assertEquals(List.of("started acme.a", "stopped acme.a"), probe.said());
    }

    private static String incompressible() {
        StringBuilder text = new StringBuilder();
        new Random(1).ints(300_000, 'A', 'z').forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    @Test
    @DisplayName("as its jar was overwritten says so when its stop needs a class")
    void stopAfterOverwriting() throws IOException {
        PluginHost host = host();
        Path jar = install(withLateStop());
        host.importModule("acme.a");
        overwrite(jar);
        assertStopSays(host, jar + " of module acme.a has changed since it was opened");
    }

    @Test
    @DisplayName("as its jar was cut short says so when its stop needs a class")
    void stopAfterTruncation() throws IOException {
        PluginHost host = host();
        Path jar = install(withLateStop());
        host.importModule("acme.a");
        Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), 100));
        assertStopSays(host, jar + " of module acme.a has changed since it was opened (was ");
    }

    @Test
    @DisplayName("as its jar was overwritten by a like one, of other bytes in the same places, runs none of these")
    void stopAfterOverwritingAlike() throws IOException {
        PluginHost host = host();
        Path jar = install(withLateStop());
        host.importModule("acme.a");
        byte[] whole = Files.readAllBytes(jar);
        byte[] other = withLateStop()
                .source("acme.a.Late", "class Late { static void run() { acme.a.Probe.say(\"x\"); } }")
                .bytes();
        Files.write(jar, Arrays.copyOf(other, whole.length), StandardOpenOption.WRITE);
        assertStopSays(host, jar + " of module acme.a has changed since it was opened");
        assertEquals(List.of(), probe.said());
    }

    @Test
    @DisplayName("as its jar is gone says so when its stop needs a class")
    void stopAfterDeletion() throws IOException {
        PluginHost host = host(builder -> builder.openFiles(1));
        Path jar = install(withLateStop());
        install(PluginSource.module("acme.b").exports("acme.b").source("acme.b.B", "public class B {}"));
        host.importModule("acme.a");
        host.importModule("acme.b"); // which takes the place
        Files.delete(jar);
        assertStopSays(host, jar + " of module acme.a is gone since it was opened");
    }

    private PluginSource withLateStop() {
        return PluginSource.plugin("acme.a")
                .onStop("Late.run();")
                .source("acme.a.Late", "class Late { static void run() {} }")
                .probe(probe);
    }

    private static void assertStopSays(PluginHost host, String reason) {
        UnloadReport report = get(host.unload("acme.a"));
        String problem = report.plugins().get(0).problems().get(0);
        assertTrue(
                problem.contains("failed to stop: java.lang.NoClassDefFoundError: acme/a/Late (acme.a.Late: cannot be"
                        + " read from module acme.a: " + reason),
                problem);
    }

    private static void overwrite(Path jar) throws IOException {
        byte[] garbage = new byte[(int) Files.size(jar)];
        Arrays.fill(garbage, (byte) '?');
        Files.write(jar, garbage, StandardOpenOption.WRITE);
    }
}
