package dev.pluginhost.junit.project;

import static dev.pluginhost.junit.project.LocalRepository.dependencies;
import static dev.pluginhost.junit.project.LocalRepository.dependency;
import static dev.pluginhost.junit.project.LocalRepository.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The libraries of a plugin, worked out from its POM and the path of its tests")
class RuntimeDependenciesTest {

    @TempDir
    Path directory;

    private LocalRepository repository;
    private final List<Path> path = new ArrayList<>();

    @BeforeEach
    void makeRepository() {
        repository = new LocalRepository(directory.resolve("repository"));
    }

    private void jar(String artifact, String... brings) throws IOException {
        path.add(repository.jar(artifact, "1", dependencies(brings)));
    }

    private List<String> libraries(String elements) throws IOException {
        Path project = Files.createDirectories(directory.resolve("project"));
        Files.writeString(project.resolve("pom.xml"), text("org.acme", "plugin", "1", elements));
        return libraries(project.resolve("pom.xml"));
    }

    private List<String> libraries(Path pom) throws IOException {
        Poms poms = new Poms(RuntimeDependencies.repositories(path));
        return RuntimeDependencies.of(poms.read(pom), poms, path).stream()
                .map(each -> String.valueOf(each.getFileName()))
                .toList();
    }

    @Test
    @DisplayName("are those of the scopes compile and runtime, with what they bring")
    void compileAndRuntime() throws IOException {
        jar("api");
        jar("json", "text");
        jar("text");
        jar("driver");
        jar("junit");

        assertEquals(
                List.of("json-1.jar", "text-1.jar", "driver-1.jar"),
                libraries(dependencies("json", "api:provided", "driver:runtime", "junit:test")));
    }

    @Test
    @DisplayName("do not have what a provided dependency brings, not even if the project names it itself")
    void provided() throws IOException {
        jar("json", "text");
        jar("text", "base");
        jar("base");
        jar("api", "text");

        assertEquals(List.of("json-1.jar"), libraries(dependencies("json", "text", "api:provided")));
    }

    @Test
    @DisplayName("do not have what a dependency declares optional, provided or for tests")
    void notBrought() throws IOException {
        jar("json", "a::<optional>true</optional>", "b:provided", "c:test", "d:runtime");
        for (String each : List.of("a", "b", "c", "d")) {
            jar(each);
        }

        assertEquals(List.of("json-1.jar", "d-1.jar"), libraries(dependencies("json")));
    }

    @Test
    @DisplayName("have what the project itself declares optional")
    void optionalOfTheProject() throws IOException {
        jar("json");

        assertEquals(List.of("json-1.jar"), libraries(dependencies("json::<optional>true</optional>")));
    }

    @Test
    @DisplayName("do not have what is excluded on each way to it")
    void excluded() throws IOException {
        String noText =
                "<exclusions><exclusion><groupId>org.acme</groupId><artifactId>text</artifactId></exclusion></exclusions>";
        jar("json", "middle");
        jar("middle", "text", "base");
        jar("text");
        jar("base");
        jar("xml", "text");

        assertEquals(List.of("json-1.jar", "middle-1.jar", "base-1.jar"), libraries(dependencies("json::" + noText)));
        assertEquals(
                List.of("json-1.jar", "middle-1.jar", "text-1.jar", "base-1.jar", "xml-1.jar"),
                libraries(dependencies("json::" + noText, "xml")));
        assertEquals(
                List.of("json-1.jar"),
                libraries(
                        dependencies("json::" + noText.replace("org.acme", "*").replace("text", "*"))));
    }

    @Test
    @DisplayName("have the scope that the project gives them, whatever a dependency says")
    void theProjectDecides() throws IOException {
        jar("json", "text", "base");
        jar("text");
        jar("base");

        assertEquals(List.of("json-1.jar", "base-1.jar"), libraries(dependencies("json", "text:test")));
        assertEquals(
                List.of("json-1.jar", "text-1.jar"),
                libraries("<dependencyManagement>" + dependencies("base:provided") + "</dependencyManagement>"
                        + dependencies("json", "text")));
    }

    @Test
    @DisplayName("are found with another version than the POM names, as Maven has chosen one")
    void anotherVersion() throws IOException {
        path.add(repository.jar("json", "2", dependencies("text")));
        jar("text");

        assertEquals(List.of("json-2.jar", "text-1.jar"), libraries(dependencies("json")));
    }

    @Test
    @DisplayName("differ by their classifiers")
    void classifiers() throws IOException {
        jar("driver");
        path.add(repository.classified("driver", "1", "linux"));
        path.add(repository.classified("driver", "1", "tests"));

        assertEquals(List.of("driver-1-linux.jar"), libraries(dependencies("driver::<classifier>linux</classifier>")));
        assertEquals(List.of("driver-1-tests.jar"), libraries(dependencies("driver::<type>test-jar</type>")));
        assertEquals(List.of("driver-1.jar"), libraries(dependencies("driver")));
    }

    @Test
    @DisplayName("are those that parents, properties, managed and imported dependencies and active profiles say")
    void inherited() throws IOException {
        jar("json");
        jar("xml");
        jar("api");
        jar("driver");
        jar("never");
        repository.pom("bom", "1", "<dependencyManagement>" + dependencies("api:provided") + "</dependencyManagement>");
        Path parent = Files.createDirectories(directory.resolve("parent"));
        Files.writeString(
                parent.resolve("pom.xml"),
                text(
                        "org.acme",
                        "parent",
                        "1",
                        "<properties><of-xml>runtime</of-xml><x>${of-xml}</x></properties><dependencyManagement><dependencies>"
                                + dependency("bom:import:<type>pom</type>")
                                + "</dependencies></dependencyManagement>" + dependencies("xml:${x}")
                                + "<profiles><profile><activation><jdk>[17,)</jdk></activation>"
                                + dependencies("driver")
                                + "</profile><profile><activation><activeByDefault>true</activeByDefault></activation>"
                                + dependencies("never") + "</profile></profiles>"));
        Path child = Files.createDirectories(parent.resolve("child"));
        Files.writeString(
                child.resolve("pom.xml"),
                "<project><parent><groupId>org.acme</groupId><artifactId>parent</artifactId><version>1</version></parent>"
                        + "<artifactId>plugin</artifactId><dependencies><dependency><groupId>${project.groupId}</groupId>"
                        + "<artifactId>json</artifactId><version>1</version></dependency><dependency>"
                        + "<groupId>org.acme</groupId><artifactId>api</artifactId></dependency></dependencies></project>");

        assertEquals(List.of("json-1.jar", "xml-1.jar", "driver-1.jar"), libraries(child.resolve("pom.xml")));
    }

    @Test
    @DisplayName("have modules of the same build, compiled or packed, but not their tests")
    void sameBuild() throws IOException {
        jar("text");
        Path sibling = Files.createDirectories(directory.resolve("sibling"));
        Files.writeString(sibling.resolve("pom.xml"), text("org.acme", "sibling", "1", dependencies("text")));
        path.add(Files.createDirectories(sibling.resolve("target/quick/classes")));
        path.add(Files.createDirectories(sibling.resolve("target/quick/test-classes")));
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(other.resolve("pom.xml"), text("org.acme", "other", "1", ""));
        path.add(Files.createFile(
                Files.createDirectories(other.resolve("target")).resolve("other-1.jar")));

        assertEquals(
                List.of("text-1.jar", "classes", "other-1.jar"), libraries(dependencies("sibling", "other:runtime")));
    }

    @Test
    @DisplayName("end where dependencies go in a circle")
    void circle() throws IOException {
        jar("a", "b");
        jar("b", "a");

        assertEquals(List.of("a-1.jar", "b-1.jar"), libraries(dependencies("a")));
    }

    @Test
    @DisplayName("are not the host, nor JUnit, whatever their scope is")
    void hostAndJunit() throws IOException {
        jar("json");
        for (String name : List.of(
                "dev.pluginhost:host-api",
                "dev.pluginhost:host-modules",
                "dev.pluginhost:host-impl",
                "org.junit.jupiter:junit-jupiter-api",
                "org.opentest4j:opentest4j")) {
            String[] parts = name.split(":", -1);
            Path place = Files.createDirectories(directory
                    .resolve("repository")
                    .resolve(parts[0].replace('.', '/'))
                    .resolve(parts[1])
                    .resolve("1"));
            Files.writeString(place.resolve(parts[1] + "-1.pom"), text(parts[0], parts[1], "1", ""));
            path.add(Files.createFile(place.resolve(parts[1] + "-1.jar")));
        }

        assertEquals(
                List.of("json-1.jar"),
                libraries("<dependencies>" + dependency("json")
                        + dependency("host-api").replace("org.acme", "dev.pluginhost")
                        + dependency("host-modules").replace("org.acme", "dev.pluginhost")
                        + dependency("host-impl").replace("org.acme", "dev.pluginhost")
                        + dependency("junit-jupiter-api").replace("org.acme", "org.junit.jupiter")
                        + dependency("opentest4j").replace("org.acme", "org.opentest4j") + "</dependencies>"));
    }

    @Test
    @DisplayName("are what an artifact has become, if it has moved")
    void relocated() throws IOException {
        repository.pom(
                "old",
                "1",
                "<distributionManagement><relocation><artifactId>young</artifactId></relocation></distributionManagement>");
        jar("young", "text");
        jar("text");

        assertEquals(List.of("young-1.jar", "text-1.jar"), libraries(dependencies("old")));
    }
}
