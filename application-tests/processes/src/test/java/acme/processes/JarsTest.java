package acme.processes;

import static acme.processes.Workspace.JARS;
import static acme.processes.Workspace.PLUGINS;
import static acme.processes.Workspace.assertProbed;
import static acme.processes.Workspace.jars;
import static acme.processes.Workspace.packed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import acme.probe.Expected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application that java starts, with the sample plugins,")
class JarsTest {

    private static final String MAIN_CLASS = "acme.probe.Main";
    private static final String APPLICATION = "AppClassLoader";

    @TempDir
    Path directory;

    private Workspace workspace;

    @BeforeEach
    void begin() {
        workspace = new Workspace(directory);
    }

    private Java onClassPath(Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of("--class-path", Java.path(jars().toArray())));
        all.addAll(List.of(arguments));
        return Java.run(directory, all);
    }

    private Java onModulePath(Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of(
                "--module-path", JARS, "--add-modules", "dev.pluginhost.impl", "--module", "acme.probe/" + MAIN_CLASS));
        all.addAll(List.of(arguments));
        return Java.run(directory, all);
    }

    @Test
    @DisplayName("works on a class path of jars")
    void jarsOnClassPath() throws Exception {
        Java java = onClassPath(MAIN_CLASS, workspace.arguments());

        assertProbed(APPLICATION, java);
        assertTrue(java.out().contains("rule holds: true"), java::toString);
    }

    @Test
    @DisplayName("works on a class path with a wildcard")
    void wildcard() throws Exception {
        assertProbed(
                APPLICATION, Java.run(directory, "--class-path", JARS.resolve("*"), MAIN_CLASS, workspace.arguments()));
    }

    @Test
    @DisplayName("works on a class path of directories")
    void directories() throws Exception {
        List<Path> roots = new ArrayList<>();
        for (Path jar : jars()) {
            // Of a multi-release jar, as Jackson is, the JVM does not use as a directory what is for a certain release.
            boolean isLibrary = jar.getFileName().toString().startsWith("jackson-");
            roots.add(isLibrary ? jar : workspace.unpack(jar));
        }

        assertProbed(
                APPLICATION,
                Java.run(directory, "--class-path", Java.path(roots.toArray()), MAIN_CLASS, workspace.arguments()));
    }

    @Test
    @DisplayName("works in one shaded jar if it declares what plugins require")
    void shaded() throws Exception {
        assertProbed(APPLICATION, Java.run(directory, "-jar", packed("acme.probe-shaded.jar"), workspace.arguments()));
    }

    @Test
    @DisplayName("says in one shaded jar what it does not declare, and the cure")
    void shadedUndeclared() throws Exception {
        Java java =
                Java.run(directory, "--class-path", packed("acme.probe-shaded.jar"), MAIN_CLASS, workspace.arguments());

        assertNotEquals(0, java.exit(), java::toString);
        assertTrue(
                java.err().stream()
                        .anyMatch(line ->
                                line.contains("acme.home.api") && line.contains("declare it with applicationModule")),
                java::toString);
    }

    @Test
    @DisplayName("works on the module path")
    void modulePath() throws Exception {
        assertProbed(Expected.onModulePath(APPLICATION), onModulePath(workspace.arguments()));
    }

    @Test
    @DisplayName("is right on both paths in turn with one index, and what that says of the plugins stays")
    void oneIndex() throws Exception {
        Path index = directory.resolve("index");
        Path work = directory.resolve("work");
        List<Path> arguments = List.of(PLUGINS, work, index);
        assertProbed(APPLICATION, onClassPath(MAIN_CLASS, arguments));
        byte[] first = indexOfInstalled(index);

        assertProbed(Expected.onModulePath(APPLICATION), onModulePath(arguments));
        assertProbed(APPLICATION, onClassPath(MAIN_CLASS, arguments));

        assertArrayEquals(first, indexOfInstalled(index));
    }

    /**
     * Of the files of an index, the one of the plugins that do not change. The other files depend on the application, or on a plugin that
     * was replaced so recently that nothing is kept of it yet.
     */
    private static byte[] indexOfInstalled(Path index) throws IOException {
        List<byte[]> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(index)) {
            for (Path file : files.toList()) {
                byte[] content = Files.readAllBytes(file);
                String text = new String(content, StandardCharsets.UTF_8);
                if (text.startsWith("plugindx") && text.contains(PLUGINS.toString())) {
                    found.add(content);
                }
            }
        }
        assertEquals(1, found.size());
        return found.get(0);
    }

    @Test
    @DisplayName("works with a class archive of itself, on a class path")
    @Tag("slow")
    void classArchive() throws Exception {
        Path archive = directory.resolve("application.jsa");
        Path log = directory.resolve("loaded.txt");
        assertProbed(
                APPLICATION,
                onClassPath("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", MAIN_CLASS, workspace.arguments()));

        assertProbed(
                APPLICATION,
                onClassPath(
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xlog:disable",
                        "-Xlog:class+load:file=" + log.getFileName(),
                        MAIN_CLASS,
                        workspace.arguments()));

        for (String name :
                List.of("dev.pluginhost.impl.DefaultPluginHost", "acme.home.api.Journal", "acme.core.CorePlugin")) {
            assertTrue(
                    Files.readAllLines(log).stream()
                            .anyMatch(line -> line.contains(" " + name + " ") && line.contains("shared objects file")),
                    name);
        }
    }
}
