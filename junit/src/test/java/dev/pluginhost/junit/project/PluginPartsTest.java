package dev.pluginhost.junit.project;

import static dev.pluginhost.junit.project.LocalRepository.dependencies;
import static dev.pluginhost.junit.project.LocalRepository.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a plugin consists of")
class PluginPartsTest {

    @TempDir
    Path directory;

    private Path parent;
    private Path project;
    private Path sibling;
    private Path siblingClasses;
    private Path classes;
    private Path tests;
    private final List<Path> path = new ArrayList<>();

    /** A build of two modules, a plugin and its library, and the path of the plugin's tests in it. */
    @BeforeEach
    void makeBuild() throws IOException {
        parent = Files.createDirectories(directory.resolve("all"));
        Files.writeString(parent.resolve("pom.xml"), text("org.acme", "all", "1", ""));
        project = module("acme-clock", dependencies("acme-text"));
        sibling = module("acme-text", "");
        classes = Files.createDirectories(project.resolve("target/classes"));
        tests = Files.createDirectories(project.resolve("target/test-classes"));
        siblingClasses = Files.createDirectories(sibling.resolve("target/classes"));
        path.addAll(List.of(tests, classes, siblingClasses));
        age(parent, 60);
    }

    private Path module(String name, String elements) throws IOException {
        Path module = Files.createDirectories(parent.resolve(name));
        Files.writeString(
                module.resolve("pom.xml"),
                "<project><parent><groupId>org.acme</groupId><artifactId>all</artifactId><version>1</version></parent>"
                        + "<artifactId>" + name + "</artifactId>" + elements + "</project>");
        return module;
    }

    /** Makes files look so many seconds old. */
    private static void age(Path root, int seconds) throws IOException {
        List<Path> files;
        try (var all = Files.walk(root)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - seconds * 1000L));
        }
    }

    private PluginParts parts(String name, String... libraries) throws IOException {
        return PluginParts.of(tests, name, List.of(libraries), path);
    }

    private Path development(String text) throws IOException {
        Path file =
                Files.createDirectories(project.resolve("target/pluginhost")).resolve("development.properties");
        Files.writeString(file, text);
        age(file, 30);
        return file;
    }

    @Test
    @DisplayName("is what the project has compiled, and its libraries")
    void compiled() throws IOException {
        assertEquals(
                new PluginParts(
                        "acme.clock", List.of(classes), List.of(siblingClasses), List.of(classes, siblingClasses)),
                parts(""));
    }

    @Test
    @DisplayName("is what the Maven plugin has written, and a library that it has packed is hidden as it was compiled")
    void written() throws IOException {
        Path file = development("acme.clock=../classes" + File.pathSeparator + "libraries/acme-text-1.jar");
        Path packed = file.resolveSibling("libraries/acme-text-1.jar");

        assertEquals(
                new PluginParts(
                        "acme.clock", List.of(classes, packed), List.of(), List.of(classes, packed, siblingClasses)),
                parts(""));
    }

    @Test
    @DisplayName("does not hide what the Maven plugin has left to the application")
    void leftOut() throws IOException {
        development("acme.clock=../classes");

        assertEquals(List.of(classes), parts("").hidden());
    }

    @Test
    @DisplayName("is worked out again after a change of a POM, of that of a parent, or of a library of the same build")
    void changed() throws IOException {
        List<Path> sources = List.of(
                project.resolve("pom.xml"),
                parent.resolve("pom.xml"),
                Files.createFile(siblingClasses.resolve("Text.class")));
        for (Path changed : sources) {
            age(parent, 60);
            development("acme.clock=../classes");
            assertEquals(List.of(), parts("").libraries());
            age(changed, 0);

            assertEquals(List.of(siblingClasses), parts("").libraries(), changed::toString);
        }
    }

    @Test
    @DisplayName("is of the plugin that a test names, where several are written")
    void named() throws IOException {
        development("acme.a=../classes\nacme.b=../classes" + File.pathSeparator + "../more");

        assertEquals(2, parts("acme.b").own().size());
        assertEquals("acme.clock", parts("").name());
    }

    @Test
    @DisplayName("has the name that its manifest or the POM says")
    void names() throws IOException {
        Files.writeString(
                project.resolve("pom.xml"),
                text(
                        "org.acme",
                        "acme-clock",
                        "1",
                        "<build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifestEntries>"
                                + "<Automatic-Module-Name>acme.watch</Automatic-Module-Name></manifestEntries></archive>"
                                + "</configuration></plugin></plugins></build>"));
        assertEquals("acme.watch", parts("").name());

        Files.createDirectories(classes.resolve("META-INF"));
        Files.writeString(
                classes.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nAutomatic-Module-Name: acme.time\n");
        assertEquals("acme.time", parts("").name());
        assertEquals("acme.given", parts("acme.given").name());
    }

    @Test
    @DisplayName(
            "is what Gradle has compiled for one project, which may have no build file, with the jars that a test names")
    void gradle() throws IOException {
        Path root = Files.createDirectories(directory.resolve("gradle"));
        Files.writeString(root.resolve("build.gradle"), "subprojects { }");
        List<Path> own = new ArrayList<>();
        path.clear();
        for (String each : List.of("classes/java/test", "classes/java/main", "classes/kotlin/main", "resources/main")) {
            Path output =
                    Files.createDirectories(root.resolve("acme-clock/build").resolve(each));
            path.add(output);
            if (each.endsWith("main")) {
                own.add(output);
            }
        }
        tests = path.get(0);
        path.add(Files.createDirectories(root.resolve("api/build/classes/java/main")));
        Path text = Files.createDirectories(root.resolve("text/build/libs")).resolve("text-1.jar");
        Path gson = Files.createDirectories(directory.resolve("caches/gson/2.0/0123"))
                .resolve("gson-2.0.jar");
        Path other = gson.resolveSibling("junit-6.jar");
        for (Path jar : List.of(text, gson, other)) {
            path.add(Files.createFile(jar));
        }

        PluginParts found = parts("", "text-*.jar", "gson-*.jar");

        assertEquals("acme.clock", found.name());
        assertEquals(own, found.own());
        assertEquals(List.of(text, gson), found.libraries());
        assertTrue(assertThrows(IllegalStateException.class, () -> parts("", "okio-*.jar"))
                .getMessage()
                .contains("okio-*.jar"));
    }

    @Test
    @DisplayName("is not known without a project, or if nothing is compiled")
    void unknown() {
        Path nowhere = directory.resolve("nowhere");
        assertThrows(IllegalStateException.class, () -> PluginParts.of(nowhere, "", List.of(), path));
        path.remove(classes);
        assertThrows(IllegalStateException.class, () -> parts(""));
    }
}
