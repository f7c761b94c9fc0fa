package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application that may have 256 files open")
class OpenFilesTest {

    /** Written for each stage: what was open at most, and how long it took. */
    private static final Pattern COUNTS = Pattern.compile("(\\w+): (\\d+) jars of (\\d+) files, (\\d+) ms");

    @TempDir
    Path directory;

    @BeforeEach
    void filesCanBeCounted() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    }

    private Run run(String limit, int installed, String main) throws IOException {
        Path plugins = ManyPlugins.in(directory.resolve("plugins"), installed);
        Path application = Application.compile(
                directory.resolve("plain"),
                List.of("--class-path", Artifacts.HOST_API.toString()),
                Map.of("Main.java", """
                        import dev.pluginhost.ImportedModule;
                        import dev.pluginhost.PluginHost;
                        import java.io.IOException;
                        import java.io.InputStream;
                        import java.nio.file.Files;
                        import java.nio.file.Path;
                        import java.time.Duration;
                        import java.util.ArrayList;
                        import java.util.List;
                        import java.util.stream.Stream;

                        public class Main {
                            static int mostJars;
                            static int mostFiles;
                            static long began = System.nanoTime();

                            public static void main(String[] args) throws Exception {
                                Path plugins = Path.of(args[0]);
                                int wanted = Integer.parseInt(args[1]);
                                %s
                            }

                            static ImportedModule check(PluginHost host, int number) throws Exception {
                                return host.importModule(String.format("acme.p%%05d", number));
                            }

                            static void readLate(ImportedModule module) throws Exception {
                                if (module.loadClass(module.name() + ".Late").getModule() != module.module()) {
                                    throw new AssertionError(module.name());
                                }
                                ClassLoader loader = module.module().getClassLoader();
                                try (InputStream in = loader.getResourceAsStream("text.txt")) {
                                    String text = new String(in.readAllBytes());
                                    if (!module.name().equals("acme." + text)) {
                                        throw new AssertionError(module.name() + " has " + text);
                                    }
                                }
                            }

                            static void count() throws IOException {
                                int jars = 0;
                                int files = 0;
                                try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                                    for (Path each : open.toList()) {
                                        try {
                                            jars += Files.readSymbolicLink(each).toString().contains("/plugins/") ? 1 : 0;
                                            files++;
                                        } catch (IOException e) {
                                            // the list of the files, closed meanwhile
                                        }
                                    }
                                }
                                mostJars = Math.max(mostJars, jars);
                                mostFiles = Math.max(mostFiles, files);
                            }

                            static void tell(String stage) throws IOException {
                                count();
                                System.out.println(stage + ": " + mostJars + " jars of " + mostFiles + " files, "
                                        + (System.nanoTime() - began) / 1_000_000 + " ms");
                                mostJars = 0;
                                mostFiles = 0;
                                began = System.nanoTime();
                            }
                        }
                        """.formatted(main)));
        return Run.of(
                Path.of("/bin/sh"),
                "-c",
                "ulimit -n " + limit + " && exec \"$@\"",
                "sh",
                Run.JAVA,
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL),
                "--add-modules",
                "dev.pluginhost.impl",
                "--class-path",
                application,
                "Main",
                plugins,
                imported());
    }

    /** With five seconds and more in {@code pluginhost.hammer.seconds} it is as many as it is built for. */
    private static boolean hammer() {
        return Integer.getInteger("pluginhost.hammer.seconds", 0) >= 5;
    }

    private static int installed() {
        return hammer() ? 10_000 : 600;
    }

    private static int imported() {
        return hammer() ? 3_000 : 600;
    }

    @Test
    @DisplayName(
            "imports many more plugins than that, loads classes and reads resources of each, and has none open in the end")
    void manyPlugins() throws IOException {
        Run run = run("256", installed(), """
                List<ImportedModule> modules = new ArrayList<>();
                try (PluginHost host = PluginHost.builder()
                        .plugins(plugins)
                        .slowImportWarning(Duration.ofMinutes(1)) // so that a busy machine gets no warnings
                        .closeTimeout(Duration.ofMinutes(1))
                        .build()) {
                    host.start();
                    tell("started");
                    for (int i = 0; i < wanted; i++) {
                        modules.add(check(host, i));
                        count();
                    }
                    tell("imported");
                    for (ImportedModule module : modules) {
                        readLate(module);
                        count();
                    }
                    tell("read");
                }
                tell("closed");
                """);

        String[] lines = run.succeeded().split("\n", -1);
        assertEquals(4, lines.length, run::toString);
        assertEquals(0, jars("started", lines[0]), lines[0]);
        assertTrue(jars("imported", lines[1]) <= 128, lines[1]);
        assertTrue(jars("read", lines[2]) <= 128, lines[2]);
        assertEquals(0, jars("closed", lines[3]), lines[3]);
    }

    private static int jars(String stage, String line) {
        Matcher counts = COUNTS.matcher(line);
        assertTrue(counts.matches(), line);
        assertEquals(stage, counts.group(1));
        return Integer.parseInt(counts.group(2));
    }

    @Test
    @DisplayName("and has used them up itself can still import, for jars that are idle: those are closed")
    void theApplicationHasThemAll() throws IOException {
        Run run = run("256", 120, """
                try (PluginHost host = PluginHost.builder().plugins(plugins).build()) {
                    host.start();
                    for (int i = 0; i < 100; i++) {
                        check(host, i);
                    }
                    List<InputStream> all = new ArrayList<>();
                    try {
                        while (true) {
                            all.add(Files.newInputStream(plugins.resolve("p00000.jar")));
                        }
                    } catch (java.nio.file.FileSystemException e) {
                        System.out.println(e.getReason());
                    }
                    for (int i = 100; i < 120; i++) {
                        readLate(check(host, i));
                    }
                    System.out.println(host.refresh().problems().size() + " problems");
                    for (InputStream each : all) {
                        each.close();
                    }
                }
                """);

        assertEquals("Too many open files\n0 problems", run.succeeded());
    }
}
