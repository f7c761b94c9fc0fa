package dev.pluginhost.modules.layer;

import static dev.pluginhost.modules.layer.Layers.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualifiedExportsTest {

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static PluginSource friendly(String friend) {
        return PluginSource.module("acme.y")
                .declares("exports acme.y.internal to " + friend + "; opens acme.y.deep to " + friend)
                .source(
                        "acme.y.internal.Secret",
                        "public class Secret { public static String tell() { return \"told\"; } }")
                .source("acme.y.deep.Deep", "public class Deep {}");
    }

    private static PluginSource friend(String name) {
        return PluginSource.module(name)
                .requires("acme.y")
                .exports(name)
                .source(
                        name + ".Main",
                        "public class Main { public static String ask() { return acme.y.internal.Secret.tell(); } }");
    }

    @Test
    @DisplayName("An export to a later plugin reaches it")
    void exports() throws Exception {
        Path jar = friendly("acme.x").jar(directory);
        PluginLayer required = layers.define(jar);
        PluginLayer friend = layers.define(friend("acme.x").compiledAgainst(jar).jar(directory), required);

        assertEquals("told", call(friend, "acme.x.Main", "ask"));
    }

    @Test
    @DisplayName("Opens to a later plugin reach it")
    void opens() throws Exception {
        Path jar = friendly("acme.x").jar(directory);
        PluginLayer required = layers.define(jar);
        PluginLayer friend = layers.define(friend("acme.x").compiledAgainst(jar).jar(directory), required);

        assertTrue(required.module().isOpen("acme.y.deep", friend.module()));
        assertFalse(required.module().isOpen("acme.y.internal", friend.module()));
        assertFalse(required.module().isOpen("acme.y.deep"));
    }

    @Test
    @DisplayName("Another plugin is no friend")
    void noFriend() throws Exception {
        Path jar = friendly("acme.x").jar(directory);
        PluginLayer required = layers.define(jar);
        PluginLayer other = layers.define(
                PluginSource.module("acme.z")
                        .requires("acme.y")
                        .compiledAgainst(jar)
                        .jar(directory),
                required);

        assertFalse(required.module().isExported("acme.y.internal", other.module()));
        assertThrows(ClassNotFoundException.class, () -> other.loader().loadClass("acme.y.internal.Secret"));
    }

    @Test
    @DisplayName("An export reaches a friend that requires the plugin through another")
    void through() throws Exception {
        Path jar = friendly("acme.x").jar(directory);
        Path between = PluginSource.module("acme.between")
                .requires("transitive acme.y")
                .compiledAgainst(jar)
                .jar(directory);
        PluginLayer required = layers.define(jar);
        PluginLayer middle = layers.define(between, required);
        Path source = PluginSource.module("acme.x")
                .requires("acme.between")
                .exports("acme.x")
                .source(
                        "acme.x.Main",
                        "public class Main { public static String ask() { return acme.y.internal.Secret.tell(); } }")
                .compiledAgainst(between, jar)
                .jar(directory);

        assertEquals("told", call(layers.define(source, middle), "acme.x.Main", "ask"));
    }

    @Test
    @DisplayName("An export to a library of its own bundle is not for a namesake in another")
    void ownBundle() throws Exception {
        PluginSource library = PluginSource.module("acme.lib");
        Path bundle =
                Bundle.of(friendly("acme.lib").requires("acme.lib"), library).in(directory, "acme.y");
        PluginLayer required = layers.define(Layers.bundle(bundle, "acme.y"));
        Path namesakes = Bundle.of(
                        PluginSource.module("acme.x")
                                .requires("acme.y", "acme.lib")
                                .compiledAgainst(bundle),
                        library)
                .in(directory, "acme.x");
        PluginLayer other = layers.define(Layers.bundle(namesakes, "acme.x"), required);

        assertFalse(
                required.module().isExported("acme.y.internal", other.loader().getUnnamedModule()));
        assertTrue(required.module()
                .isExported("acme.y.internal", required.loader().getUnnamedModule()));
        assertTrue(required.module().isOpen("acme.y.deep", required.loader().getUnnamedModule()));
    }
}
