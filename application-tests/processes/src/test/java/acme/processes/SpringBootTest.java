package acme.processes;

import static acme.processes.Workspace.assertProbed;
import static acme.processes.Workspace.packed;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

@DisplayName("A Spring Boot application as its Maven plugin packs it, with the sample plugins,")
class SpringBootTest {

    @TempDir
    Path directory;

    private Workspace workspace;

    @BeforeEach
    void begin() {
        workspace = new Workspace(directory);
    }

    private static Path jar(int line) {
        return packed("acme.boot" + line + "-boot.jar");
    }

    @Test
    @DisplayName("works as one jar of Spring Boot 3")
    void jar3() throws Exception {
        assertProbed("LaunchedClassLoader", Java.run(directory, "-jar", jar(3), workspace.arguments()));
    }

    @Test
    @DisplayName("works as one jar of Spring Boot 4")
    void jar4() throws Exception {
        assertProbed("LaunchedClassLoader", Java.run(directory, "-jar", jar(4), workspace.arguments()));
    }

    @Test
    @DisplayName("works extracted, with Spring Boot 3")
    @Tag("slow")
    void extracted3() throws Exception {
        assertProbed("AppClassLoader", Java.run(directory, "-jar", extract(3), workspace.arguments()));
    }

    @Test
    @DisplayName("works extracted, with Spring Boot 4")
    void extracted4() throws Exception {
        assertProbed("AppClassLoader", Java.run(directory, "-jar", extract(4), workspace.arguments()));
    }

    @Test
    @DisplayName("works below the loader that devtools restart, with Spring Boot 3")
    @Tag("slow")
    void devtools3() throws Exception {
        assertProbed("RestartClassLoader", withDevtools(3));
    }

    @Test
    @DisplayName("works below the loader that devtools restart, with Spring Boot 4")
    void devtools4() throws Exception {
        assertProbed("RestartClassLoader", withDevtools(4));
    }

    private Path extract(int line) throws Exception {
        Java java = Java.run(directory, "-Djarmode=tools", "-jar", jar(line), "extract", "--destination", "extracted");
        assertEquals(0, java.exit(), java::toString);
        return directory.resolve("extracted").resolve(jar(line).getFileName());
    }

    /** As an IDE starts it: the application and the API are directories, which devtools load again after a change. */
    private Java withDevtools(int line) throws Exception {
        Path application = extract(line);
        List<Path> classPath = new ArrayList<>(List.of(workspace.unpack(application)));
        try (Stream<Path> libraries = Files.list(application.resolveSibling("lib"))) {
            for (Path library : libraries.sorted().toList()) {
                String name = library.getFileName().toString();
                boolean isProject = name.startsWith("home-api") || name.startsWith("acme.probe");
                classPath.add(isProject ? workspace.unpack(library) : library);
            }
        }
        classPath.add(packed("devtools" + line + ".jar"));
        return Java.run(
                directory,
                "--class-path",
                Java.path(classPath.toArray()),
                "acme.boot.BootApplication",
                workspace.arguments());
    }
}
