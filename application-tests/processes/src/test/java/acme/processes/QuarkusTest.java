package acme.processes;

import static acme.processes.Workspace.assertProbed;
import static acme.processes.Workspace.jars;
import static acme.processes.Workspace.jarsOfQuarkus;

import io.quarkus.bootstrap.runner.QuarkusEntryPoint;
import io.quarkus.bootstrap.runner.SerializedApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application in the layout of a fast jar, started by the real runner of Quarkus below its real class loader. The Maven plugin of Quarkus
 * needs a later Maven than this build does. So the test lays the files out, without code that Quarkus generates.
 */
@DisplayName("An application that the runner of Quarkus starts, with the sample plugins,")
class QuarkusTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("works in the layout of a fast jar")
    void fastJar() throws Exception {
        Path root = Files.createDirectory(directory.resolve("quarkus-app"));
        List<Path> boot = copy(jarsOfQuarkus(), root.resolve("lib/boot"));
        List<Path> main = copy(jars(), root.resolve("lib/main"));
        main.add(jarOf(QuarkusMain.class, root.resolve("lib/main/a.group.main.jar")));
        Path description = Files.createDirectories(root.resolve("quarkus")).resolve("quarkus-application.dat");
        try (OutputStream out = Files.newOutputStream(description)) {
            SerializedApplication.write(out, QuarkusMain.class.getName(), root, main, List.of());
        }
        Path start = root.resolve("quarkus-run.jar");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, QuarkusEntryPoint.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                boot.stream().map(root::relativize).map(Path::toString).reduce("", (all, one) -> all + " " + one));
        new JarOutputStream(Files.newOutputStream(start), manifest).close();

        assertProbed("RunnerClassLoader", Java.run(directory, "-jar", start, new Workspace(directory).arguments()));
    }

    private static Path jarOf(Class<?> type, Path jar) throws IOException {
        String name = type.getName().replace('.', '/').concat(".class");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
        return jar;
    }

    /** Quarkus has the group in the name of each file, which so is no module's name. */
    private static List<Path> copy(List<Path> jars, Path to) throws IOException {
        Files.createDirectories(to);
        List<Path> copies = new ArrayList<>();
        for (Path jar : jars) {
            copies.add(Files.copy(jar, to.resolve("a.group." + jar.getFileName())));
        }
        return copies;
    }
}
