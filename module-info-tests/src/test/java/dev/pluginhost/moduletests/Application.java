package dev.pluginhost.moduletests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Applications that are compiled with all warnings against host-api alone, without the implementation and without the
 * annotations of the API.
 */
final class Application {

    /** The main class of {@link #onModulePath}, as {@code java --module} takes it. */
    static final String MODULE = "acme.app/acme.app.Main";

    /** The main class of {@link #onClassPath}. */
    static final String MAIN_CLASS = "acme.plain.Main";

    private Application() {}

    /**
     * The module {@code acme.app}, which exports a service of its own, {@code acme.app.Greeter}. Its arguments are a directory
     * of plugins and the name of one. It imports the plugin and prints its greeting.
     */
    static Path onModulePath(Path directory) {
        return compile(
                directory.resolve("acme.app"),
                List.of("--module-path", Artifacts.HOST_API.toString()),
                Map.of("module-info.java", """
                        module acme.app {
                            requires dev.pluginhost;

                            exports acme.app;
                        }
                        """, "acme/app/Greeter.java", """
                        package acme.app;

                        public interface Greeter {
                            String greet();
                        }
                        """, "acme/app/Main.java", """
                        package acme.app;

                        import dev.pluginhost.PluginHost;
                        import java.nio.file.Path;

                        public class Main {
                            public static void main(String[] args) {
                                try (PluginHost host = PluginHost.builder().plugins(Path.of(args[0])).build()) {
                                    host.start();
                                    host.importModule(args[1])
                                            .services(Greeter.class)
                                            .forEach(greeter -> System.out.println(greeter.greet()));
                                }
                            }
                        }
                        """));
    }

    /**
     * A class without a module. Its arguments are a directory of plugins and the name of one. It imports the plugin and prints
     * what its suppliers return. Plugins cannot require the class path, so the service is the JDK's.
     */
    static Path onClassPath(Path directory) {
        return compile(
                directory.resolve("plain"),
                List.of("--class-path", Artifacts.HOST_API.toString()),
                Map.of("acme/plain/Main.java", """
                        package acme.plain;

                        import dev.pluginhost.PluginHost;
                        import java.nio.file.Path;
                        import java.util.function.Supplier;

                        public class Main {
                            public static void main(String[] args) {
                                try (PluginHost host = PluginHost.builder().plugins(Path.of(args[0])).build()) {
                                    host.start();
                                    host.importModule(args[1])
                                            .services(Supplier.class)
                                            .forEach(supplier -> System.out.println(supplier.get()));
                                }
                            }
                        }
                        """));
    }

    /** Compiles sources, given by their paths, into a directory of classes. */
    static Path compile(Path classes, List<String> options, Map<String, String> sources) {
        Path sourceDirectory = classes.resolveSibling(classes.getFileName() + "-sources");
        List<Path> files = new ArrayList<>();
        sources.forEach((path, text) -> {
            Path file = sourceDirectory.resolve(path);
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            files.add(file);
        });
        Tool.run(
                "javac",
                "--release",
                "17",
                "-Xlint:all,-missing-explicit-ctor",
                "-Werror",
                "-d",
                classes,
                options,
                files);
        return classes;
    }
}
