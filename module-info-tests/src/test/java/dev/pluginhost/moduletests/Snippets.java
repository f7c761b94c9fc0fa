package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Java blocks that are statements. Each becomes a method of a class that has what the documents presume, such as
 * {@code host}. One process runs them all, each with a host of its own.
 */
final class Snippets {

    private static final List<String> IMPORTS = List.of(
            "acme.app",
            "dev.pluginhost",
            "dev.pluginhost.plugin",
            "java.nio.file",
            "java.time",
            "java.util",
            "java.util.concurrent");
    private static final String MAIN = """
            package acme.snippets;

            %s

            public class Main {
                static final Path plugins = Path.of("plugins");
                static final ExecutorService loop = Executors.newSingleThreadExecutor(task -> daemon(task));
                static final ExecutorService executor = Executors.newCachedThreadPool(task -> daemon(task));
                static final Thread loopThread = CompletableFuture.supplyAsync(Thread::currentThread, loop).join();
                static PluginHost host;

                static Thread daemon(Runnable task) {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                }

                interface Snippet {
                    void run() throws Exception;
                }

                static void run(int line, Snippet snippet) throws Exception {
                    System.out.println("snippet " + line);
                    try (PluginHost opened = PluginHost.builder().plugins(plugins).noIndex().build()) {
                        opened.start();
                        host = opened;
                        snippet.run();
                    }
                }

                public static void main(String[] args) throws Exception {
            %s
                    System.exit(0);
                }

            %s
            }
            """;

    private final Workshop workshop;

    Snippets(Workshop workshop) {
        this.workshop = workshop;
    }

    /** Makes the application and the plugins for snippets of a page without an application. */
    void makePlugins() {
        workshop.build("acme.app", Map.of("module-info.java", """
                        module acme.app {
                            exports acme.app;
                        }
                        """, "acme/app/Sensor.java", """
                        package acme.app;

                        public interface Sensor {
                            double read();
                        }
                        """), workshop.lib(), "");
        Path application = workshop.lib().resolve("acme.app.jar");
        PluginSource core = PluginSource.module("acme.core")
                .version("1.4.0")
                .exports("acme.core")
                .source("""
                        package acme.core;

                        public class Core {}
                        """);
        Path jar = core.jar(workshop.plugins());
        PluginSource weather =
                sensor("acme.weather", "2.3.0").requires("acme.core").compiledAgainst(application, jar);
        Path weatherJar = weather.jar(workshop.plugins());
        sensor("acme.weather.sensor", "2.3.1")
                .requires("acme.weather")
                .compiledAgainst(application, jar, weatherJar)
                .jar(workshop.plugins());
        sensor("acme.store", "1.0.0").compiledAgainst(application).jar(workshop.plugins());
        sensor("acme.old", "1.0.0").compiledAgainst(application).jar(workshop.plugins());
    }

    private static PluginSource sensor(String name, String version) {
        return PluginSource.module(name)
                .version(version)
                .requires("acme.app")
                .declares("provides acme.app.Sensor with " + name + ".Thermometer")
                .source("""
                        package %s;

                        public class Thermometer implements acme.app.Sensor {
                            @Override
                            public double read() {
                                return 21.5;
                            }
                        }
                        """.formatted(name));
    }

    /** Compiles and runs blocks of a page; a text block after a block is its output. */
    void run(Page page, List<Page.Block> blocks) {
        String calls = blocks.stream()
                .map(block -> "        run(%1$d, Main::snippet%1$d);".formatted(block.line()))
                .collect(Collectors.joining("\n"));
        String methods = blocks.stream()
                .map(block -> "    static void snippet%d() throws Exception {\n%s    }\n"
                        .formatted(block.line(), block.text().indent(8)))
                .collect(Collectors.joining("\n"));
        String imports = IMPORTS.stream().map(name -> "import " + name + ".*;").collect(Collectors.joining("\n"));
        Path classes = compile(page, MAIN.formatted(imports, calls, methods));

        String out = Run.in(
                        workshop.directory(),
                        Run.JAVA,
                        "--module-path",
                        Run.path(workshop.lib(), classes),
                        "--module",
                        "acme.snippets/acme.snippets.Main")
                .finished(page.toString());

        Map<Integer, String> printed = printed(out);
        for (Page.Block block : blocks) {
            page.after(block)
                    .filter(next -> next.language().equals("text"))
                    .ifPresent(next -> assertEquals(
                            next.text().strip(),
                            printed.getOrDefault(block.line(), "").strip(),
                            () -> "What the block at line " + block.line() + " of " + page + " prints"));
        }
    }

    private Path compile(Page page, String main) {
        Path sources = workshop.directory().resolve("snippets-sources");
        Map<String, String> files = new LinkedHashMap<>();
        files.put("module-info.java", "module acme.snippets { requires dev.pluginhost; requires acme.app; }");
        files.put("acme/snippets/Main.java", main);
        List<Path> paths = new ArrayList<>();
        files.forEach((path, text) -> {
            Path file = sources.resolve(path);
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            paths.add(file);
        });
        Path classes = workshop.directory().resolve("snippets");
        try {
            Tool.run("javac", "--release", "17", "-p", workshop.lib(), "-d", classes, paths);
        } catch (AssertionError e) {
            throw new AssertionError("A block of " + page + " does not compile: " + e.getMessage() + "\n" + main, e);
        }
        return classes;
    }

    private static Map<Integer, String> printed(String out) {
        Map<Integer, String> printed = new HashMap<>();
        int current = 0;
        for (String line : out.lines().toList()) {
            if (line.matches("snippet \\d+")) {
                current = Integer.parseInt(line.substring("snippet ".length()));
            } else {
                printed.merge(current, line + "\n", String::concat);
            }
        }
        return printed;
    }
}
