package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test kit in a JVM without a module path, whose class path is one jar that names the others. */
class ClassPathTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("The kit works on a class path and finds the modules that lie there")
    void onAClassPath() throws Exception {
        Path api = PluginSource.module("acme.api")
                .exports("acme.api")
                .source("acme.api.Api", "public class Api {}")
                .jar(directory);
        Path classPath = manifestOnlyJar(locationOf(PluginSource.class), locationOf(Forked.class), api);
        Path output = directory.resolve("output");

        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath.toString(),
                        Forked.class.getName(),
                        directory.resolve("made").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertTrue(java.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, java.exitValue(), () -> read(output));
        assertEquals(
                "acme.user",
                Layers.describe("acme.user", directory.resolve("made")).name());
    }

    /** Runs in the other JVM. */
    static final class Forked {

        private Forked() {}

        public static void main(String[] args) {
            if (PluginSource.class.getModule().isNamed()) {
                throw new IllegalStateException("not on the class path");
            }
            PluginSource.module("acme.user")
                    .requires("acme.api")
                    .source("acme.user.User", "class User extends acme.api.Api {}")
                    .jar(Path.of(args[0]));
        }
    }

    private Path manifestOnlyJar(Path... entries) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(entries)
                                .map(entry -> entry.toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path jar = directory.resolve("class-path.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        Path entry = Path.of(type.getName().replace('.', '/') + ".class");
        Path location = Path.of(type.getResource(type.getName().replaceFirst(".*[.]", "") + ".class")
                .toURI());
        for (int i = 0; i < entry.getNameCount(); i++) {
            location = location.getParent();
        }
        return location;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
