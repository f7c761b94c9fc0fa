package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The name of a plugin")
class PluginModuleTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("is that of its declaration, before and after it is packed")
    void declared() throws Exception {
        Path source = Files.writeString(directory.resolve("module-info.java"), "module acme.clock {}");
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", directory.toString(), source.toString());
        Path jar = jar("clock-1.0.jar", null, directory.resolve("module-info.class"));

        assertEquals("acme.clock", PluginModule.ofClasses(project("clock"), directory, null));
        assertEquals("acme.clock", PluginModule.ofJar(project("clock"), jar, "acme.clock"));
        MojoExecutionException other = assertThrows(
                MojoExecutionException.class, () -> PluginModule.ofClasses(project("clock"), directory, "acme.watch"));
        assertTrue(
                other.getMessage().contains("acme.clock") && other.getMessage().contains("acme.watch"));
    }

    @Test
    @DisplayName("is the one that the jar plugin writes into the manifest, if there is no declaration")
    void manifest() throws Exception {
        MavenProject project = project("clock");
        Plugin plugin = new Plugin();
        plugin.setArtifactId("maven-jar-plugin");
        plugin.setConfiguration(
                Xpp3DomBuilder.build(
                        new java.io.StringReader(
                                "<configuration><archive><manifestEntries>"
                                        + "<Automatic-Module-Name>acme.time</Automatic-Module-Name></manifestEntries></archive></configuration>")));
        project.getBuild().addPlugin(plugin);
        Path jar = jar("clock-1.0.jar", "acme.time", null);

        assertEquals("acme.time", PluginModule.ofClasses(project, directory, null));
        assertEquals("acme.time", PluginModule.ofJar(project("clock"), jar, null));
    }

    @Test
    @DisplayName("is the one that Java derives from the artifact, or the configured one, if nothing else names it")
    void derived() throws Exception {
        Path jar = jar("any-name.jar", null, null);

        assertEquals("acme.clock", PluginModule.ofClasses(project("acme-clock"), directory, null));
        assertEquals("acme.clock", PluginModule.ofJar(project("acme-clock"), jar, null));
        assertEquals("acme.watch", PluginModule.ofJar(project("acme-clock"), jar, "acme.watch"));
        assertThrows(MojoExecutionException.class, () -> PluginModule.ofJar(project("new-clock"), jar, null));
        assertThrows(MojoExecutionException.class, () -> PluginModule.ofJar(project("clock"), jar, "acme_watch"));
    }

    @Test
    @DisplayName("does not depend on a version or a name of a file that Java derives no module from")
    void oddNames() throws Exception {
        Path snapshot = jar("clock-1-SNAPSHOT.jar", null, null);
        Path digit = jar("7zip-1.0.jar", null, null);

        assertEquals("clock", PluginModule.ofJar(project("clock"), snapshot, null));
        assertEquals("acme.zip", PluginModule.ofJar(project("7zip"), digit, "acme.zip"));
        MojoExecutionException refused =
                assertThrows(MojoExecutionException.class, () -> PluginModule.ofJar(project("7zip"), digit, null));
        assertTrue(refused.getMessage().contains("moduleName"), refused::getMessage);
    }

    @Test
    @DisplayName("comes from the jar, or has to come from the name of the jar")
    void named() throws Exception {
        Path source = Files.writeString(directory.resolve("module-info.java"), "module acme.clock {}");
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", directory.toString(), source.toString());

        assertTrue(PluginModule.isNamed(jar("a.jar", null, directory.resolve("module-info.class"))));
        assertTrue(PluginModule.isNamed(jar("b.jar", "acme.time", null)));
        assertEquals(false, PluginModule.isNamed(jar("c.jar", null, null)));
    }

    @Test
    @DisplayName("stands in the development file with the parts, which may have any characters")
    void developmentFile() throws Exception {
        Path file = directory.resolve("pluginhost").resolve("development.properties");
        List<Path> parts = List.of(directory.resolve("cl\u00e4sses # 1"), directory.resolve("lib = 2.jar"));
        DevelopmentFile.write(file, "acme.clock", parts);
        String first = Files.readString(file);
        DevelopmentFile.write(file, "acme.clock", parts);

        Properties properties = new Properties();
        try (java.io.Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        assertEquals(parts.get(0) + File.pathSeparator + parts.get(1), properties.getProperty("acme.clock"));
        assertEquals(1, properties.size());
        assertEquals(first, Files.readString(file));
    }

    private static MavenProject project(String artifact) {
        Model model = new Model();
        model.setArtifactId(artifact);
        model.setVersion("1.0");
        model.setBuild(new Build());
        return new MavenProject(model);
    }

    private Path jar(String name, String module, Path file) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (module != null) {
            manifest.getMainAttributes().putValue("Automatic-Module-Name", module);
        }
        Path jar = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            if (file != null) {
                entries.putNextEntry(new ZipEntry(file.getFileName().toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
