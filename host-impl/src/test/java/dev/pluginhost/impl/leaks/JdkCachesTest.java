package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.UnloadReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A cache of the JDK does not keep a plugin that")
class JdkCachesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ResourceBundle.getBundle(\"acme.a.Texts\").getString(\"key\")",
                "new Pair(new Main(), 1).toString()",
                "new Pair(new Main(), 1).hashCode()",
                "new Pair(new Main(), 1).equals(new Pair(new Main(), 1))",
                "java.beans.Introspector.getBeanInfo(Main.class).getPropertyDescriptors()[0].getReadMethod()",
                "new java.io.ObjectOutputStream(java.io.OutputStream.nullOutputStream()).writeObject(new Main())",
                "java.util.ServiceLoader.load(Main.class.getModule().getLayer(), Runnable.class).findFirst()",
                "java.lang.reflect.Proxy.newProxyInstance(Main.class.getClassLoader(), new Class<?>[] {Runnable.class},"
                        + " (p, m, a) -> null).toString()",
                "java.util.logging.Logger.getLogger(\"acme.a\").setFilter(r -> true)",
                "java.util.concurrent.CompletableFuture.supplyAsync(Main::new).get()",
            })
    @DisplayName("has used it")
    void used(String call) throws Exception {
        Unloaded plugin = Unloaded.of(
                directory,
                Unloaded.source("acme.a", "use();")
                        .declares("uses Runnable;")
                        .source("acme.a.Texts", """
                        public class Texts extends java.util.ListResourceBundle {
                            @Override protected Object[][] getContents() { return new Object[][] {{"key", "text"}}; }
                        }
                        """)
                        .source("acme.a.Main", """
                        import java.util.ResourceBundle;
                        public class Main implements java.io.Serializable {
                            public record Pair(Main main, int number) {}
                            public int getSize() { return 1; }
                            public static void run() throws Throwable {
                                Object used = USE;
                            }
                        }
                        """.replace(
                                        "Object used = USE;",
                                        call.contains("writeObject") || call.contains("setFilter")
                                                ? call + ";"
                                                : "Object used = " + call + ";")));
        CollectionCheck.CollectionResult result = CollectionCheck.shared()
                .watch("acme.a", plugin.loader.get(), plugin.layer.get(), Duration.ofSeconds(20), null)
                .get(60, TimeUnit.SECONDS);
        assertEquals(UnloadReport.Plugin.Collection.COLLECTED, result.collection(), result::toString);
    }
}
