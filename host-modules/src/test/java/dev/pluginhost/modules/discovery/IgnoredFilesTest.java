package dev.pluginhost.modules.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What looks like a plugin and is passed over is noted:")
class IgnoredFilesTest {

    @TempDir
    private Path temp;

    @BeforeEach
    void installOne() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(temp.resolve("plugin.jar"));
    }

    @ParameterizedTest
    @CsvSource({
        "FLAT.JAR, lower case; rename it",
        "flat.Jar, lower case; rename it",
        "acme.zip, content of a jar and not its name",
        "ACME.ZIP, content of a jar and not its name",
        "acme.jmod, for making run-time images",
        "acme.war, for an application server",
        "acme.jar.tmp, not whole yet",
        "acme-1.0.jar.part, not whole yet",
        "acme.JAR.filepart, not whole yet"
    })
    @DisplayName("a file whose name the JDK does not take for a jar's")
    void file(String name, String words) throws IOException {
        Path file = Artifact.module("other").jar(temp.resolve(name));
        Expect.about(note(words), name, file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/lib/other.jar", "acme/target/classes/module-info.class", "acme/a/b/other.jar"})
    @DisplayName("a jar or an exploded module that lies too deep")
    void deep(String name) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        Expect.about(
                note(temp.resolve("acme").relativize(file).toString(), "; move it up"), "acme", temp.resolve("acme"));
    }

    @Test
    @DisplayName("a jar that lies too deep, but not behind two hundred other files")
    void deepBehindMany() throws IOException {
        for (int i : IntStream.range(0, 250).toArray()) {
            Files.createDirectories(temp.resolve("acme"));
            Files.createFile(temp.resolve("acme/a" + i));
        }
        Files.createDirectories(temp.resolve("acme/lib"));
        Files.createFile(temp.resolve("acme/lib/other.jar"));
        assertEquals(List.of(), scan().problems());
    }

    @Test
    @DisplayName("a directory of classes without a declaration")
    void classes() throws IOException {
        Files.createDirectories(temp.resolve("classes/META-INF"));
        Expect.about(note("neither a module-info.class nor jars"), "classes", temp.resolve("classes"));
    }

    @Test
    @DisplayName("a directory in which the only jar is none by its name")
    void onlyUpperCase() throws IOException {
        Path file = Artifact.module("other").jar(temp.resolve("acme/OTHER.JAR"));
        Expect.about(note("rename it"), "OTHER.JAR", file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"other-1.0-sources.jar", "other-1.0-javadoc.jar", "other-sources.jar", "other-test-sources.jar"})
    @DisplayName("the sources and the Javadoc of a jar")
    void attachment(String name) throws IOException {
        Path file = Artifact.plain().with("com/Other.java", "").jar(temp.resolve(name));
        Expect.about(note("by its name it holds the", "; remove it"), name, file);
    }

    @Test
    @DisplayName("the tests of a jar, where that is beside it")
    void tests() throws IOException {
        Artifact.module("other").jar(temp.resolve("other-1.0.jar"));
        Artifact.plain().withPackage("other").jar(temp.resolve("other-1.0-tests.jar"));
        Discovered discovered = scan();
        Expect.installed(discovered, "other", "plugin");
        Expect.onlyProblem(
                discovered, Severity.NOTE, Reason.PASSED_OVER, "holds the tests of other-1.0", "; remove it");
    }

    @Test
    @DisplayName("but not a module that is only named like tests")
    void namedLikeTests() throws IOException {
        Artifact.plain().withPackage("com.load").jar(temp.resolve("load-tests.jar"));
        Artifact.module("acme.sources").jar(temp.resolve("acme-sources.jar"));
        Artifact.plain()
                .withPackage("com.named")
                .withManifest("Automatic-Module-Name", "com.named")
                .jar(temp.resolve("named-sources.jar"));
        Discovered discovered = scan();
        Expect.nothingWrong(discovered);
        Expect.installed(discovered, "acme.sources", "com.named", "load.tests", "plugin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib.JAR", "lib.zip", "lib/lib.jar", "lib-sources.jar", "lib.jar.part"})
    @DisplayName("and in a bundle")
    void inBundle(String name) throws IOException {
        Files.move(
                temp.resolve("plugin.jar"),
                Files.createDirectory(temp.resolve("home")).resolve("plugin.jar"));
        Artifact.plain().with("com/Lib.java", "").jar(temp.resolve("home").resolve(name));
        note("lib");
    }

    @Test
    @DisplayName("in a bounded number, and what is beyond is counted")
    void bounded() throws IOException {
        for (int i : IntStream.range(0, 30).toArray()) {
            Files.createFile(temp.resolve("a" + i + ".WAR"));
        }
        List<Problem> problems = scan().problems();
        assertEquals(21, problems.size());
        assertTrue(
                problems.get(20).message().startsWith("10 more files or directories in " + temp), problems::toString);
    }

    @Test
    @DisplayName("what does not look like one is not noted")
    void innocent() throws IOException {
        Files.writeString(temp.resolve("README.txt"), "");
        Files.writeString(temp.resolve("old.jar.disabled"), "");
        Files.createDirectories(temp.resolve("config/more"));
        Files.writeString(temp.resolve("config/more/settings.properties"), "");
        Expect.nothingWrong(scan());
    }

    private Problem note(String... parts) {
        Discovered discovered = scan();
        Expect.installed(discovered, "plugin");
        return Expect.onlyProblem(discovered, Severity.NOTE, Reason.PASSED_OVER, parts);
    }

    private Discovered scan() {
        return Scan.of(Set.of("java.base"), new Source(temp, false));
    }
}
