package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.about;
import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.nothingWrong;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static dev.pluginhost.modules.discovery.Expect.onlyProblem;
import static dev.pluginhost.modules.discovery.Expect.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.declaration.PluginKind;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.plugin.EagerPlugin;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    @TempDir
    private Path temp;

    @Test
    @DisplayName("No source is nothing")
    void nothing() {
        assertEquals(Expect.NOTHING, scan());
    }

    @Test
    @DisplayName("A modular jar is a plugin")
    void modular() throws IOException {
        Path jar = Artifact.module("acme.weather", "1.2").jar(temp.resolve("whatever.jar"));
        Discovered discovered = scan(artifacts(temp));
        installed(discovered, "acme.weather");
        nothingWrong(discovered);
        Candidate candidate = discovered.candidates().get("acme.weather");
        assertEquals("acme.weather@1.2", candidate.descriptor().toNameAndVersion());
        assertEquals(jar, candidate.location());
        assertEquals(Fingerprint.of(jar), candidate.plugin().fingerprint());
        assertEquals(jar, candidate.plugin().fingerprinted());
        assertFalse(candidate.plugin().exploded());
    }

    @Test
    @DisplayName("A plain jar is a plugin named after its file")
    void plain() throws IOException {
        Artifact.plain().withPackage("org.x").jar(temp.resolve("some-lib-2.1.jar"));
        Discovered discovered = scan(artifacts(temp));
        installed(discovered, "some.lib");
        nothingWrong(discovered);
        ModuleDescriptor descriptor = discovered.candidates().get("some.lib").descriptor();
        assertTrue(descriptor.isAutomatic());
        assertEquals("some.lib@2.1", descriptor.toNameAndVersion());
    }

    @Test
    @DisplayName("The manifest of a plain jar names it before its file does")
    void manifest() throws IOException {
        Artifact.plain()
                .withPackage("org.x")
                .withManifest("Automatic-Module-Name", "org.x")
                .jar(temp.resolve("some-lib-2.1.jar"));
        installed(scan(artifacts(temp)), "org.x");
    }

    @Test
    @DisplayName("The services of a plain jar are what it provides")
    void services() throws IOException {
        Artifact.plain()
                .withPackage("org.x")
                .with("META-INF/services/" + EagerPlugin.class.getName(), "org.x.Main # starts it\n")
                .jar(temp.resolve("x.jar"));
        Discovered discovered = scan(artifacts(temp));
        assertEquals(
                PluginKind.EAGER, PluginKind.of(discovered.candidates().get("x").descriptor()));
    }

    @Test
    @DisplayName("Of a multi-release jar, the declaration for this Java counts")
    void multiRelease() throws IOException {
        byte[] later = ModuleInfoClass.of(Artifact.declare("a").version("11").build());
        Artifact.module("a", "9")
                .withManifest("Multi-Release", "true")
                .with("META-INF/versions/11/module-info.class", later)
                .jar(temp.resolve("a.jar"));
        assertEquals(
                "11",
                scan(artifacts(temp))
                        .candidates()
                        .get("a")
                        .descriptor()
                        .rawVersion()
                        .orElseThrow());
    }

    @Test
    @DisplayName("A multi-release jar may have its only declaration for a later Java")
    void laterOnly() throws IOException {
        byte[] later = ModuleInfoClass.of(Artifact.declare("acme.late").build());
        Artifact.plain()
                .withPackage("a")
                .withManifest("Multi-Release", "true")
                .with("META-INF/versions/11/module-info.class", later)
                .jar(temp.resolve("a.jar"));
        installed(scan(artifacts(temp)), "acme.late");
    }

    @Test
    @DisplayName("A directory with a declaration is an exploded module")
    void exploded() throws IOException {
        Path directory = Artifact.module("acme.open").explode(temp.resolve("classes"));
        Artifact.module("no.library").jar(directory.resolve("no-library.jar"));
        Discovered discovered = scan(artifacts(temp));
        installed(discovered, "acme.open");
        nothingWrong(discovered);
        ModuleArtifact plugin = discovered.candidates().get("acme.open").plugin();
        assertTrue(plugin.exploded());
        assertEquals(directory, plugin.file());
        assertEquals(Set.of("acme.open"), plugin.descriptor().packages());
        assertEquals(Fingerprint.of(directory.resolve("module-info.class")), plugin.fingerprint());
    }

    @Test
    @DisplayName("An exploded module may be on any file system")
    void anyFileSystem() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path plugins = memory.getPath("/plugins");
            Artifact.module("acme.one").explode(plugins.resolve("one"));
            Artifact.module("acme.two").explode(memory.getPath("/elsewhere"));
            Discovered discovered = scan(artifacts(plugins), artifacts(memory.getPath("/elsewhere")));
            installed(discovered, "acme.one", "acme.two");
            nothingWrong(discovered);
            assertEquals(
                    plugins.resolve("one"),
                    discovered.candidates().get("acme.one").location());
        }
    }

    @Test
    @DisplayName("An exploded module may be inside a zip file")
    void insideAZip() throws IOException {
        Path zip = Artifact.module("acme.zipped").jar(temp.resolve("modules.zip"));
        try (FileSystem inside = FileSystems.newFileSystem(zip)) {
            installed(scan(artifacts(inside.getPath("/"))), "acme.zipped");
        }
    }

    @Test
    @DisplayName("A directory of jars is a bundle")
    void bundle() throws IOException {
        Artifact.plugin("acme.plugin", EagerPlugin.class).jar(temp.resolve("some/plugin.jar"));
        Artifact.module("acme.lib").jar(temp.resolve("some/lib.jar"));
        Discovered discovered = scan(artifacts(temp));
        installed(discovered, "acme.plugin");
        assertEquals(
                temp.resolve("some"), discovered.candidates().get("acme.plugin").location());
    }

    @Test
    @DisplayName("A directory named like a jar may be an exploded module or a bundle")
    void directoryLikeAJar() throws IOException {
        Artifact.module("exploded").explode(temp.resolve("exploded.jar"));
        Artifact.module("bundled").jar(temp.resolve("bundled.jar/bundled.jar"));
        Discovered discovered = scan(artifacts(temp));
        installed(discovered, "bundled", "exploded");
        nothingWrong(discovered);
    }

    @Test
    @DisplayName("A single jar is a source")
    void singleJar() throws IOException {
        installed(scan(artifacts(Artifact.module("a").jar(temp.resolve("a.jar")))), "a");
    }

    @Test
    @DisplayName("A single exploded module is a source")
    void singleExploded() throws IOException {
        installed(scan(artifacts(Artifact.module("a").explode(temp.resolve("a")))), "a");
    }

    @Test
    @DisplayName("Anything else is passed over in silence")
    void anythingElse() throws IOException {
        Files.writeString(temp.resolve("README.md"), "read me");
        Files.createDirectories(temp.resolve("empty"));
        assertEquals(Expect.NOTHING, scan(artifacts(temp)));
    }

    @Test
    @DisplayName("Hidden entries are passed over")
    void hidden() throws IOException {
        Files.writeString(temp.resolve(".half-written.jar"), "no jar");
        Artifact.module("a").explode(temp.resolve(".a"));
        Artifact.module("b").jar(temp.resolve("bundle/.b.jar"));
        assertEquals(Expect.NOTHING, scan(artifacts(temp)));
    }

    @Test
    @DisplayName("Links are followed")
    void links() throws IOException {
        Path real = Artifact.module("a").jar(temp.resolve("store/a-1.0.jar"));
        Path plugins = Files.createDirectory(temp.resolve("plugins"));
        Path link = Files.createSymbolicLink(plugins.resolve("a.jar"), real);
        Discovered discovered = scan(artifacts(plugins));
        installed(discovered, "a");
        assertEquals(link, discovered.candidates().get("a").location());
    }

    @Test
    @DisplayName("Problems come in the order of sources and names")
    void order() throws IOException {
        for (String name : List.of("c.jar", "a.jar", "b.jar")) {
            Files.createDirectories(temp.resolve("one"));
            Files.createDirectories(temp.resolve("two"));
            Files.writeString(temp.resolve("one").resolve(name), "no jar");
            Files.writeString(temp.resolve("two").resolve(name), "no jar");
        }
        assertEquals(
                List.of("two/a.jar", "two/b.jar", "two/c.jar", "one/a.jar", "one/b.jar", "one/c.jar"),
                scan(artifacts(temp.resolve("two")), artifacts(temp.resolve("one"))).problems().stream()
                        .map(problem -> temp.relativize(problem.location().orElseThrow())
                                .toString())
                        .toList());
    }

    @Test
    @DisplayName("A source that is not there does not stop the others")
    void missingSource() throws IOException {
        Artifact.module("a").jar(temp.resolve("there/a.jar"));
        Path missing = temp.resolve("missing");
        Discovered discovered = scan(artifacts(missing), artifacts(temp.resolve("there")));
        installed(discovered, "a");
        about(
                onlyError(discovered, Reason.SOURCE, missing.toString(), "is not there", "; correct the path"),
                "missing",
                missing);
    }

    @Test
    @DisplayName("A bundle that is not there is a source that is not there")
    void missingBundle() {
        onlyError(scan(new Source(temp.resolve("missing"), true)), Reason.SOURCE, "missing", "is not there");
    }

    @Test
    @DisplayName("A bundle that is a file cannot be read")
    void bundleIsAFile() throws IOException {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        onlyError(scan(new Source(jar, true)), Reason.SOURCE, "a.jar", "cannot be read");
    }

    @Test
    @DisplayName("A source that is some other file is a problem")
    void otherFile() throws IOException {
        Path file = Files.writeString(temp.resolve("plugins.txt"), "a.jar");
        onlyError(scan(artifacts(file)), Reason.SOURCE, "plugins.txt", "neither a directory nor a jar");
    }

    @Test
    @DisplayName("A source on a file system that was closed does not stop the others")
    void closedFileSystem() throws IOException {
        Artifact.module("a").jar(temp.resolve("a.jar"));
        FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
        Path plugins = memory.getPath("/plugins");
        memory.close();
        Discovered discovered = scan(artifacts(plugins), artifacts(temp));
        installed(discovered, "a");
        onlyError(discovered, Reason.SOURCE, "/plugins", "cannot be read", "ClosedFileSystemException");
    }

    @Test
    @DisplayName("A plugin that the application has is passed over with a note")
    void applicationsPlugin() throws IOException {
        Path jar = Artifact.module("a").jar(temp.resolve("a.jar"));
        Artifact.module("b").jar(temp.resolve("b.jar"));
        Discovered discovered = Scan.of(Set.of("a"), artifacts(temp));
        installed(discovered, "b");
        about(
                onlyProblem(
                        discovered,
                        Severity.NOTE,
                        Reason.APPLICATION_HAS_IT,
                        "Module a in " + jar,
                        "passed over",
                        "the application's is used",
                        ";"),
                "a",
                jar);
    }

    @Test
    @DisplayName("Versions are chosen between wherever they are in a source")
    void versions() throws IOException {
        Artifact.module("a", "1.9").jar(temp.resolve("a.jar"));
        Artifact.module("a", "1.10").explode(temp.resolve("exploded"));
        Artifact.module("a", "1.8").jar(temp.resolve("bundle/a.jar"));
        Discovered discovered = scan(artifacts(temp));
        assertEquals(temp.resolve("exploded"), discovered.candidates().get("a").location());
        assertEquals(
                List.of(Reason.SHADOWED, Reason.SHADOWED),
                discovered.problems().stream().map(Problem::reason).toList());
    }

    @Test
    @DisplayName("An artifact that is invalid does not compete")
    void invalid() throws IOException {
        Artifact.of(Artifact.declare("a").version("2").packages(Set.of("java.a")))
                .jar(temp.resolve("a-2.jar"));
        Artifact.module("a", "1").jar(temp.resolve("a-1.jar"));
        Discovered discovered = scan(artifacts(temp));
        assertEquals(temp.resolve("a-1.jar"), discovered.candidates().get("a").location());
        onlyError(discovered, Reason.INVALID, "a-2.jar");
    }

    @Test
    @DisplayName("An ambiguous name is known to be so")
    void ambiguous() throws IOException {
        Artifact.module("a", "1").jar(temp.resolve("x.jar"));
        Artifact.module("a", "1").jar(temp.resolve("y.jar"));
        Files.writeString(temp.resolve("z.jar"), "no jar");
        Discovered discovered = scan(artifacts(temp));
        assertEquals(Set.of("a"), discovered.ambiguous().keySet());
        assertEquals(2, discovered.problems().size());
        says(discovered.problems().get(0), "z.jar");
        says(discovered.problems().get(1), "x.jar", "y.jar");
    }

    private static Source artifacts(Path path) {
        return new Source(path, false);
    }

    private static Discovered scan(Source... sources) {
        return Scan.of(sources);
    }
}
