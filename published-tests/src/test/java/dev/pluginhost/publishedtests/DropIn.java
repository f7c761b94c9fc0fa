package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory of plugins with published modules as they are, and its host. */
abstract class DropIn {

    /** The directory that Maven has filled. */
    static final Path PUBLISHED = Path.of(System.getProperty("pluginhost.published"));

    /** Plugins with native code. */
    private static final String[] NATIVE = {
        "com.github.luben.zstd_jni", "com.sun.jna", "org.lz4.java", "org.xerial.snappy", "org.xerial.sqlitejdbc"
    };

    @TempDir
    Path plugins;

    private final List<PluginHost> hosts = new ArrayList<>();

    /** Copies artifacts: jars by name without version, bundles by the name of their directory. */
    void drop(String... names) {
        for (String name : names) {
            copy(find(name), plugins);
        }
    }

    /** Makes a host of the directory, and asserts that nothing is wrong with it. */
    PluginHost host() {
        PluginHost host =
                PluginHost.builder().plugins(plugins).nativeAccess(NATIVE).build();
        hosts.add(host);
        assertEquals(List.of(), errors(host));
        return host;
    }

    /** Imports a plugin that requires the modules and runs the statements, and returns its result. */
    Object ask(String requires, String statements) throws Exception {
        PluginSource.module("acme.user")
                .open()
                .requires(requires.split(", "))
                .declares("provides java.util.concurrent.Callable with acme.user.User;")
                .compiledAgainst(plugins)
                .compiledAgainst(bundles())
                .source(
                        "acme.user.User",
                        "public class User implements java.util.concurrent.Callable<Object> {\n"
                                + "@Override public Object call() throws Exception {\n" + statements + "\n}\n}\n")
                .jar(plugins);
        return host().importModule("acme.user").services(Callable.class).get(0).call();
    }

    @AfterEach
    void closeLeavesNoFileOpen() throws IOException {
        if (hosts.isEmpty()) {
            return;
        }
        if (Files.isDirectory(Path.of("/proc/self/fd"))) {
            assertFalse(open(plugins).isEmpty(), "nothing was imported");
        }
        hosts.forEach(PluginHost::close);
        assertEquals(List.of(), open(plugins));
    }

    static List<Problem> errors(PluginHost host) {
        return host.check().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
    }

    /** The files of a directory that this process has open; empty if the system does not show them. */
    static List<Path> open(Path directory) throws IOException {
        Path handles = Path.of("/proc/self/fd");
        if (!Files.isDirectory(handles)) {
            return List.of();
        }
        Path real = directory.toRealPath();
        List<Path> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(handles)) {
            for (Path link : links.toList()) {
                try {
                    Path file = Files.readSymbolicLink(link);
                    if (file.startsWith(real)) {
                        open.add(file);
                    }
                } catch (IOException e) {
                    // closed since it was listed
                }
            }
        }
        return open;
    }

    private static Path find(String name) {
        Path bundle = PUBLISHED.resolve(name);
        return Files.isDirectory(bundle) ? bundle : jar(PUBLISHED, name);
    }

    private Path[] bundles() throws IOException {
        try (Stream<Path> files = Files.list(plugins)) {
            return files.filter(Files::isDirectory).toArray(Path[]::new);
        }
    }

    /** The jar of that name with any version. */
    static Path jar(Path directory, String name) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(name + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not in " + directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copy(Path artifact, Path directory) {
        try (Stream<Path> files = Files.walk(artifact)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        directory.resolve(artifact.getParent().relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
