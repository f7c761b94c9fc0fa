package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test starts JVMs with the host on the class path. */
@DisplayName("A zip file with a plugin and its library")
class ZipProcessTest {

    private static final String NO_INDEX = "no index";

    @TempDir
    Path directory;

    private Path plugins;
    private Path cache;
    private Path bundles;
    private Path application;

    @BeforeEach
    void build() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
        cache = Files.createDirectory(directory.resolve("cache")).resolve("pluginhost");
        bundles = cache.resolve("pluginhost-bundles");
        application = Application.compile(
                directory.resolve("plain"),
                List.of("--class-path", Artifacts.HOST_API.toString()),
                Map.of("acme/zip/Main.java", """
                        package acme.zip;

                        import dev.pluginhost.PluginHost;
                        import java.nio.file.Path;
                        import java.util.function.Supplier;

                        public class Main {
                            public static void main(String[] args) {
                                PluginHost.Builder builder = PluginHost.builder().plugins(Path.of(args[0]));
                                if (args.length > 1) {
                                    builder.noIndex();
                                }
                                try (PluginHost host = builder.build()) {
                                    host.start();
                                    host.importModule("acme.hello")
                                            .services(Supplier.class)
                                            .forEach(supplier -> System.out.println(supplier.get()));
                                }
                            }
                        }
                        """));
        PluginSource library = PluginSource.module("acme.words")
                .exports("acme.words")
                .source("package acme.words; public class Words { public static final Object HELLO = \"Hello\"; }");
        PluginSource plugin = PluginSource.module("acme.hello")
                .requires("acme.words")
                .declares("provides java.util.function.Supplier with acme.hello.Hello")
                .source("""
                        package acme.hello;

                        public class Hello implements java.util.function.Supplier<Object> {
                            @Override
                            public Object get() {
                                return acme.words.Words.HELLO;
                            }
                        }
                        """);
        Path jars = Bundle.of(plugin, library).in(directory, "acme.hello-1.0");
        Path zip = plugins.resolve("acme.hello-1.0.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Path jar : entries(jars)) {
                out.putNextEntry(new ZipEntry(jar.getFileName().toString()));
                Files.copy(jar, out);
            }
        }
        Files.setLastModifiedTime(
                zip, FileTime.fromMillis(1_000_000_000_000L)); // long ago, so that a change would show
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /** The directories that something was unpacked to. */
    private List<Path> unpacked() throws IOException {
        return entries(bundles).stream().filter(Files::isDirectory).toList();
    }

    private String greeting(String... more) {
        return Run.of(
                        Path.of("/usr/bin/env"),
                        "XDG_CACHE_HOME=" + cache.getParent(),
                        Run.JAVA,
                        "--class-path",
                        Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                        "acme.zip.Main",
                        plugins,
                        List.of(more))
                .succeeded();
    }

    @Test
    @DisplayName("is unpacked once by two processes that start at the same time, and works in both")
    void twoProcesses() throws IOException {
        CompletableFuture<String> other = CompletableFuture.supplyAsync(this::greeting);
        assertEquals("Hello", greeting());
        assertEquals("Hello", other.join());
        assertEquals(1, unpacked().size(), unpacked()::toString);
    }

    @Test
    @DisplayName("is unpacked into the user's cache by a host without an index, which leaves nothing else there")
    void noIndex() throws IOException {
        assertEquals("Hello", greeting(NO_INDEX));
        assertEquals(List.of(bundles), entries(cache));
        Path unpacked = unpacked().get(0);
        assertEquals("Hello", greeting(NO_INDEX));
        assertEquals(List.of(unpacked), unpacked());
    }

    @Test
    @DisplayName("is used as it was unpacked where the cache cannot be written to any more")
    void readOnlyCache() throws IOException {
        assertEquals("Hello", greeting());
        List<Path> filled = List.of(bundles, unpacked().get(0));
        setPermissions(filled, "r-xr-xr-x");
        try {
            assumeFalse(Files.isWritable(bundles), "a user to whom permissions do not apply");
            assertEquals("Hello", greeting());
            assertEquals(filled.get(1), unpacked().get(0));
        } finally {
            setPermissions(filled, "rwxr-xr-x");
        }
    }

    private static void setPermissions(List<Path> directories, String permissions) throws IOException {
        for (Path each : directories) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(permissions));
        }
    }
}
