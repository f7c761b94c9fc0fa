package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.Artifact;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application")
class ApplicationStartTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName(
            "that declares a module starts on the module path, with the main class of its jar or the configured one")
    void module() throws Exception {
        Path jar = jar("app.jar", "acme.app", "acme.app.Main");
        Path library = jar("library.jar", null, null);
        List<Path> path = List.of(jar, library);
        ApplicationStart start = ApplicationStart.ofArtifact(jar, path, null, "acme:app:1.0");

        assertEquals(List.of("-m", "acme.app/acme.app.Main"), start.main());
        assertEquals(
                List.of("-m", "acme.app/acme.app.Other"),
                ApplicationStart.ofArtifact(jar, path, "acme.app.Other", "acme:app:1.0")
                        .main());
        assertEquals(
                List.of("-m", "acme.other/acme.other.Main"),
                ApplicationStart.ofArtifact(jar, path, "acme.other/acme.other.Main", "acme:app:1.0")
                        .main());
        assertEquals(
                List.of(
                        "-Ddev.pluginhost.development=" + directory.resolve("file"),
                        "--add-modules",
                        "java.se",
                        "--module-path",
                        jar + File.pathSeparator + library,
                        "-Da=\"b\\c\""),
                options(start, "-Da=\"b\\c\""));
    }

    @Test
    @DisplayName("that declares none starts on the class path")
    void classPath() throws Exception {
        Path jar = jar("app.jar", null, "acme.app.Main");
        ApplicationStart start = ApplicationStart.ofArtifact(jar, List.of(jar), null, "acme:app:1.0");

        assertEquals(List.of("acme.app.Main"), start.main());
        assertEquals(
                List.of("-Ddev.pluginhost.development=" + directory.resolve("file"), "-classpath", jar.toString()),
                options(start));
    }

    @Test
    @DisplayName("without a main class is refused with the name of the application")
    void noMain() throws Exception {
        for (String module : new String[] {"acme.app", null}) {
            Path jar = jar("app.jar", module, null);
            MojoExecutionException refused = assertThrows(
                    MojoExecutionException.class,
                    () -> ApplicationStart.ofArtifact(jar, List.of(jar), null, "acme:app:1.0"));
            assertTrue(refused.getMessage().contains("acme:app:1.0"), refused::getMessage);
        }
    }

    @Test
    @DisplayName("that is a directory starts with the only module that has a main class, or the configured one")
    void jars() throws Exception {
        jar("app.jar", "acme.app", "acme.app.Main");
        jar("library.jar", null, "acme.tool.Main");

        assertEquals(
                List.of("-m", "acme.app/acme.app.Main"),
                ApplicationStart.ofDirectory(directory, null).main());
        jar("other.jar", "acme.other", "acme.other.Main");
        assertThrows(MojoExecutionException.class, () -> ApplicationStart.ofDirectory(directory, null));
        assertEquals(
                List.of("-m", "acme.other/acme.other.Main"),
                ApplicationStart.ofDirectory(directory, "acme.other/acme.other.Main")
                        .main());
        assertThrows(MojoExecutionException.class, () -> ApplicationStart.ofDirectory(directory.resolve("none"), null));
    }

    @Test
    @DisplayName("has coordinates with a version, or with that of the project's dependency")
    void coordinates() throws Exception {
        MavenProject project = new MavenProject(new Model());
        Dependency dependency = new Dependency();
        dependency.setGroupId("acme");
        dependency.setArtifactId("app");
        dependency.setVersion("7");
        project.setDependencies(List.of(dependency));

        assertEquals("acme:app:jar:1.0", coordinates("acme:app:1.0", project));
        assertEquals("acme:app:zip:all:1.0", coordinates("acme:app:zip:all:1.0", project));
        assertEquals("acme:app:jar:7", coordinates("acme:app", project));
        for (String wrong : List.of("acme", "acme:other", "acme:app:", "a:b:c:d", "a:b:c:d:e:f")) {
            assertThrows(MojoExecutionException.class, () -> coordinates(wrong, project), wrong);
        }
    }

    private static String coordinates(String text, MavenProject project) throws MojoExecutionException {
        Artifact artifact = ApplicationCoordinates.dependency(text, project).getArtifact();
        return artifact.toString();
    }

    /** The options as {@code java} reads them from the file. */
    private List<String> options(ApplicationStart start, String... more) throws Exception {
        Path file = directory.resolve("options");
        start.write(file, directory.resolve("file"), List.of(more));
        return Files.readAllLines(file).stream()
                .map(line -> line.substring(1, line.length() - 1)
                        .replace("\\\"", "\"")
                        .replace("\\\\", "\\"))
                .toList();
    }

    private Path jar(String name, String module, String main) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (main != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        }
        Path jar = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            if (module != null) {
                Path sources = Files.createDirectories(directory.resolve(module));
                Path source = Files.writeString(sources.resolve("module-info.java"), "module " + module + " {}");
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", sources.toString(), source.toString());
                entries.putNextEntry(new ZipEntry("module-info.class"));
                entries.write(Files.readAllBytes(sources.resolve("module-info.class")));
            }
        }
        return jar;
    }
}
