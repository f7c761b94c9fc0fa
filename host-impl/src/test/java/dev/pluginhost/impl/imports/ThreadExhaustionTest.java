package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.Hosts;
import dev.pluginhost.testkit.PluginSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("In a process that can start no more threads")
class ThreadExhaustionTest {

    private static final String LIMIT = "ulimit -u 100 && exec \"$@\"";

    @TempDir
    Path directory;

    private static PluginSource plugin(String name, String start) {
        return PluginSource.plugin(name)
                .onStart("context.closeWithPlugin(() -> System.out.println(\"> closed " + name + "\"));" + start)
                .onStop("System.out.println(\"> stopped " + name + "\");");
    }

    private static Path location(Class<?> type) {
        return Path.of(ModuleLayer.boot()
                .configuration()
                .findModule(type.getModule().getName())
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    }

    private static Path testClasses() throws Exception {
        Path path = Path.of(ThreadExhaustionTest.class
                .getResource("ThreadExhaustionTest.class")
                .toURI());
        int depth = ThreadExhaustionTest.class.getName().split("\\.").length;
        for (int i = 0; i < depth; i++) {
            path = path.getParent();
        }
        return path;
    }

    /** A user of its own has no other processes, so that the limit is that of this process; not where that cannot be had. */
    private List<String> run(Path plugins) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        int user = ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
        Path tests = testClasses();
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + user,
                        "--clear-groups",
                        "bash",
                        "-c",
                        LIMIT,
                        "-",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "--module-path",
                        location(Hosts.builder().getClass())
                                + System.getProperty("path.separator")
                                + location(dev.pluginhost.PluginHost.class),
                        "--patch-module",
                        "dev.pluginhost.impl=" + tests,
                        "--module",
                        "dev.pluginhost.impl/" + NoThreadsApplication.class.getName(),
                        plugins.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        List<String> lines = said.lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
        Assumptions.assumeFalse(lines.isEmpty(), () -> "no process with a limit of its own: " + said);
        Assumptions.assumeFalse(lines.contains("no limit"), "the system does not keep the limit");
        return lines;
    }

    private static void assumeRootWithTools() {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/setpriv"))
                        && System.getProperty("user.name").equals("root"),
                "only root can be another user");
    }

    @Test
    @DisplayName("plugins are stopped, and everybody gets an answer; later, all works")
    void answersAndStops() throws Exception {
        assumeRootWithTools();
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        Path base = plugin("acme.base", "").jar(plugins);
        plugin("acme.top", "").requires("acme.base").compiledAgainst(base).jar(plugins);
        plugin("acme.later", "").jar(plugins);
        plugin("acme.stuck", "System.setProperty(\"stuck\", \"\"); Thread.sleep(Long.MAX_VALUE);")
                .jar(plugins);
        List<String> said = run(plugins);
        assertEquals(
                List.of(
                        "import: typed, PluginStartException",
                        "import with a time: typed, PluginStartException",
                        "import of a host that has read nothing: typed, PluginStartException",
                        "reload: typed, PluginStartException",
                        "stopped acme.base",
                        "closed acme.base",
                        "unload: done",
                        "there: false",
                        "closed acme.stuck",
                        "stopped acme.top",
                        "closed acme.top",
                        "stopped acme.base",
                        "closed acme.base",
                        "closed",
                        "there: false false",
                        "pending: typed, HostClosedException",
                        "later: acme.later acme.base",
                        "stopped acme.later",
                        "closed acme.later",
                        "reload of another: done",
                        "stopped acme.later",
                        "closed acme.later",
                        "stopped acme.base",
                        "closed acme.base",
                        "stopped acme.base",
                        "closed acme.base"),
                said);
    }
}
