package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The message of an import that timed out")
class ClassInitDeadlockTest extends HostFixture {

    private static final String WAITS = "Probe.awaitUninterruptibly(\"both\");";

    /** Each test has one of its own name, as threads that wait for each other never end, and a stack tells names only. */
    private Path shared(String name, String a, String b) {
        return install(plugin(name)
                .exports(name)
                .source(name + ".A", "public class A { static { " + a + " } public static void touch() {} }")
                .source(name + ".B", "public class B { static { " + b + " } public static void touch() {} }"));
    }

    private void install(String name, String start, String required, Path shared) {
        install(plugin(name, start).requires(required).compiledAgainst(shared));
    }

    private PluginHost impatient() {
        return host(builder -> builder.importTimeout(Duration.ofSeconds(2)).closeTimeout(Duration.ofSeconds(1)));
    }

    private static String messageOf(CompletableFuture<?> future) {
        return String.valueOf(assertInstanceOf(ImportTimeoutException.class, failureOf(future))
                .getMessage());
    }

    private static void assertContains(String part, String message) {
        assertTrue(message.contains(part), message);
    }

    @Test
    @DisplayName("names the class whose initialiser waits for it, the thread and the plugin, and the cure that helps")
    void twoPlugins() {
        Path shared = shared("acme.shared", WAITS + "B.touch();", WAITS + "A.touch();");
        install("acme.first", "acme.shared.A.touch();", "acme.shared", shared);
        install("acme.second", "acme.shared.B.touch();", "acme.shared", shared);
        PluginHost host = impatient();
        CompletableFuture<ImportedModule> a = host.importModuleAsync("acme.first");
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.second");
        probe.awaitReached("both", 2);
        probe.release("both");
        String message = messageOf(a);
        assertContains(
                "where it waits for the initialisation of class acme.shared.B, which thread \"pluginhost-import-",
                message);
        assertContains(" runs for plugin acme.second,", message);
        assertContains(
                "; no timeout helps if the static initialisers of acme.shared.A and acme.shared.B wait for each other",
                message);
        assertFalse(message.contains("long work after its start"), message);
        assertContains("class acme.shared.A, which thread", messageOf(b));
    }

    @Test
    @DisplayName("names the class and the thread, where it is the application's")
    void applicationsThread() throws Exception {
        Path shared = shared("acme.common", WAITS, "");
        install("acme.a", "acme.common.A.touch();", "acme.common", shared);
        PluginHost host = impatient();
        Class<?> type = host.importModule("acme.common").loadClass("acme.common.A");
        Thread initialising = new Thread(() -> touch(type), "initialising");
        initialising.start();
        probe.awaitReached("both");
        String message = messageOf(host.importModuleAsync("acme.a"));
        assertContains(
                "initialisation of class acme.common.A, which thread \"initialising\" runs, on pluginhost-import-",
                message);
        assertContains("; have the static initialiser of acme.common.A end soon", message);
        probe.release("both");
        initialising.join(PATIENCE.toMillis());
    }

    private static void touch(Class<?> type) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("takes no plugin that works for one that waits for a class")
    void works() throws Exception {
        Path shared = shared("acme.both", WAITS, "");
        install(
                "acme.a",
                "acme.both.B.touch(); while (!Thread.currentThread().isInterrupted()) {}",
                "acme.both",
                shared);
        PluginHost host = impatient();
        Class<?> type = host.importModule("acme.both").loadClass("acme.both.A");
        Thread initialising = new Thread(() -> touch(type), "initialising");
        initialising.start();
        probe.awaitReached("both");
        ImportTimeoutException failure = assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a"));
        assertContains("let acme.a do its long work after its start", String.valueOf(failure.getMessage()));
        probe.release("both");
        initialising.join(PATIENCE.toMillis());
    }
}
