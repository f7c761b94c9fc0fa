package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin that loads a native library")
class NativeLibraryTest extends HostFixture {

    private static final int OFTEN = 5;

    @TempDir
    Path data;

    private String load;

    /** A copy of a library that the JDK has and nobody uses. */
    @BeforeEach
    void library() throws IOException {
        String name = System.mapLibraryName("prefs");
        Path home = Path.of(System.getProperty("java.home"));
        Path original = Files.exists(home.resolve("lib").resolve(name))
                ? home.resolve("lib").resolve(name)
                : home.resolve("bin").resolve(name);
        Path copy = Files.copy(original, data.resolve("own-" + name));
        load = "System.load(\"" + copy.toString().replace("\\", "\\\\") + "\");";
    }

    private PluginSource user(String name) {
        return plugin(name, load);
    }

    @Test
    @DisplayName("can be imported again at once after it was unloaded")
    void unloadAndImport() {
        install(user("acme.a"));
        PluginHost host = host();
        for (int i = 0; i < OFTEN; i++) {
            host.importModule("acme.a");
            CompletableFuture<?> unused = host.unload("acme.a");
        }
        host.importModule("acme.a");
        assertTrue(host.find("acme.a").isPresent());
    }

    @Test
    @DisplayName("can be reloaded again and again, with what requires it")
    void reload() {
        Path a = install(user("acme.a"));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.b");
        for (int i = 0; i < OFTEN; i++) {
            install(plugin("acme.a", load + "Probe.say(\"" + i + "\");"));
            get(host.reload("acme.a"));
        }
        assertTrue(host.find("acme.b").isPresent());
        assertTrue(probe.said().contains("4"), () -> probe.said().toString());
    }

    @Test
    @DisplayName("is restored by a reload, though what was to replace it has loaded the library and then failed")
    void restored() {
        install(user("acme.a"));
        PluginHost host = host();
        host.importModule("acme.a");
        install(plugin("acme.a", load + "if (true) throw new IllegalStateException(\"no\");"));
        ExecutionException thrown = assertThrows(
                ExecutionException.class, () -> host.reload("acme.a").get(60, TimeUnit.SECONDS));
        assertEquals(ReloadFailedException.Left.RESTORED, ((ReloadFailedException) thrown.getCause()).left());
        assertTrue(host.find("acme.a").isPresent());
    }

    @Test
    @DisplayName("in the constructor of a service that it provides, can be imported again at once")
    void inAProvider() {
        install(plugin("acme.a")
                .source(
                        "acme.a.Task",
                        "public class Task implements Runnable { static { " + load + " } public void run() {} }")
                .declares("provides Runnable with acme.a.Task"));
        PluginHost host = host();
        for (int i = 0; i < OFTEN; i++) {
            host.importModule("acme.a");
            assertEquals(1, host.services(Runnable.class).size());
            CompletableFuture<?> unused = host.unload("acme.a");
        }
    }

    @Test
    @DisplayName("only after its start, can load it again in its next life")
    void afterTheStart() {
        install(plugin("acme.a")
                .source("acme.a.Task", "public class Task implements Runnable { public void run() { " + load + " } }")
                .declares("provides Runnable with acme.a.Task"));
        PluginHost host = host();
        for (int i = 0; i < OFTEN; i++) {
            host.importModule("acme.a");
            host.services(Runnable.class).get(0).run();
            CompletableFuture<?> unused = host.unload("acme.a");
        }
    }

    @Test
    @DisplayName("that an unloaded plugin had loaded, is imported when that one is collected")
    void afterAnother() {
        install(user("acme.a"));
        install(user("acme.b"));
        PluginHost host = host();
        for (int i = 0; i < OFTEN; i++) {
            host.importModule("acme.a");
            get(host.unload("acme.a").minimalCompletionStage().toCompletableFuture());
            host.importModule("acme.b");
            get(host.unload("acme.b").minimalCompletionStage().toCompletableFuture());
        }
    }

    @Test
    @DisplayName("that another imported plugin has loaded, fails to start with the name of that one")
    void shared() {
        install(user("acme.a"));
        install(user("acme.b"));
        PluginHost host = host();
        host.importModule("acme.a");
        PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.b"));
        assertTrue(
                failure.getMessage()
                        .contains("already loaded in another classloader; the library may be held by"
                                + " plugin acme.a, which is imported; unload it before"),
                failure::getMessage);
        get(host.unload("acme.a"));
        host.importModule("acme.b");
    }

    @Test
    @DisplayName("and is held after it was unloaded, fails to start again with the name of what holds it")
    void held() {
        install(plugin(
                "acme.a", load + "new Thread(() -> Probe.awaitUninterruptibly(\"left\"), \"acme-left\").start();"));
        PluginHost host = host(
                builder -> builder.collectionTimeout(Duration.ofMillis(100)).importTimeout(Duration.ofSeconds(8)));
        try {
            host.importModule("acme.a");
            get(host.unload("acme.a"));
            PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
            assertTrue(
                    failure.getMessage()
                            .contains("the library may be held by unloaded plugin acme.a, which is not"
                                    + " collected, held by thread \"acme-left\""),
                    failure::getMessage);
        } finally {
            probe.release("left");
        }
        host.importModule("acme.a");
    }
}
