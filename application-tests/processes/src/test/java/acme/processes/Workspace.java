package acme.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import acme.probe.Expected;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;

/** What the tests start, and a directory in which a started application works. */
record Workspace(Path directory) {

    /** The sample plugins, as their modules have made them, and the visitor. */
    static final Path PLUGINS = property("acme.plugins").resolve("installed");

    /** The application's jar, and all that it needs. */
    static final Path JARS = property("acme.jars");

    private static Path property(String name) {
        Path path = Path.of(System.getProperty(name, "")).toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new IllegalStateException("The property " + name + " is '" + path
                    + "' and names no directory; run these tests with 'mvn verify', which makes it first");
        }
        return path;
    }

    static Path packed(String name) {
        return property("acme.packed").resolve(name);
    }

    static List<Path> jars() throws IOException {
        return jars(JARS);
    }

    static List<Path> jarsOfQuarkus() throws IOException {
        return jars(property("acme.quarkus"));
    }

    private static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** The arguments of an application that works in a new directory in this one. */
    List<Path> arguments() throws IOException {
        return List.of(PLUGINS, Files.createTempDirectory(directory, "work"));
    }

    /** Unpacks a jar. */
    Path unpack(Path jar) throws IOException {
        Path root = directory.resolve(jar.getFileName().toString().replaceFirst("\\.jar$", ""));
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                write(in, entry, root.resolve(entry.getName()));
            }
        }
        return root;
    }

    private static void write(InputStream in, JarEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
        } else {
            Files.createDirectories(file.getParent());
            Files.copy(in, file);
        }
    }

    /** The root of the jar or the directory that has a class. */
    static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Asserts that an application has made all checks with the results that there are on every class path. */
    static void assertProbed(String loader, Java java) {
        assertProbed(Expected.onClassPath(loader), java);
    }

    static void assertProbed(Expected expected, Java java) {
        assertEquals(expected.text(), Expected.printed(java.printed().stream()), java::toString);
    }
}
