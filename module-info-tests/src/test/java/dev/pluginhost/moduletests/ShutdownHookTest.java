package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A shutdown hook of an application")
class ShutdownHookTest {

    @TempDir
    Path directory;

    private Run run(String hook) {
        Path plugins = directory.resolve("plugins");
        Hello.supplier().jar(plugins);
        Path application = Application.compile(
                directory.resolve("plain"),
                List.of("--class-path", Artifacts.HOST_API.toString()),
                Map.of("Main.java", """
                        import dev.pluginhost.PluginHost;
                        import java.nio.file.Path;
                        import java.util.function.Supplier;

                        public class Main {
                            public static void main(String[] args) {
                                PluginHost host = PluginHost.builder().plugins(Path.of(args[0])).build();
                                Runtime.getRuntime().addShutdownHook(new Thread(() -> hook(host)));
                            }

                            private static void hook(PluginHost host) {
                                %s
                            }
                        }
                        """.formatted(hook)));
        return Run.java(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL),
                "--add-modules",
                "dev.pluginhost.impl",
                "--class-path",
                application,
                "Main",
                plugins);
    }

    @Test
    @DisplayName("may import, use what it has imported, and close the host")
    void imports() {
        Run run = run("""
                try (host) {
                    host.importModule("acme.hello").services(Supplier.class).forEach(it -> System.out.println(it.get()));
                }
                """);
        assertEquals("Hello", run.succeeded());
    }

    @Test
    @DisplayName("gets an exception if the host is closed already")
    void importsAfterClose() {
        Run run = run("""
                host.close();
                try {
                    host.importModule("acme.hello");
                } catch (dev.pluginhost.HostClosedException e) {
                    System.out.println(e.getMessage());
                }
                """);
        assertEquals("The plugin host is closed, so plugin acme.hello cannot be imported", run.succeeded());
    }
}
