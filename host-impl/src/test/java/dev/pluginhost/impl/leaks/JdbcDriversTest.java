package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.testkit.DriverSource;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The end of a plugin's JDBC drivers")
class JdbcDriversTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("leaves the context class loader of the thread as it was, which may be the one that closes the host")
    void contextLoader() throws Exception {
        String driver = DriverSource.of("public static class Db", "");
        PluginSource source = PluginSource.module("acme.a")
                .requires("java.logging", "java.sql")
                .exports("acme.a")
                .source(
                        "acme.a.Main",
                        "public class Main { public static void run() throws Exception {"
                                + " java.sql.DriverManager.registerDriver(new Db(), Main::check); }"
                                + " static void check() { System.setProperty(\"acme.a.loader\","
                                + " String.valueOf(Thread.currentThread().getContextClassLoader() == Main.class.getClassLoader())); }"
                                + driver + "}");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        List<String> problems = new ArrayList<>();
        try (PluginLayer plugin = Unloaded.layer(source.jar(directory), List.of())) {
            plugin.loader().loadClass("acme.a.Main").getMethod("run").invoke(null);

            JdbcDrivers.deregister(plugin, problems::add);

            assertSame(before, Thread.currentThread().getContextClassLoader());
            assertEquals("true", System.clearProperty("acme.a.loader"), "the driver's own code");
        }
        assertEquals(List.of(), problems);
    }
}
