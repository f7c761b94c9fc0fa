package dev.pluginhost.modules.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of a plugin's module")
class PluginNameTest {

    @TempDir
    private Path temp;

    static List<String> illegalNames() {
        return List.of(
                "../outside/t",
                "..",
                ".",
                "/abs/path",
                "x y",
                "x-y",
                "a..b",
                "a.",
                ".a",
                "1a",
                "a.2",
                "acme.class",
                "acme.true",
                "_",
                "a\u007fb",
                "a\u202eb",
                "a\u2028b",
                "a\u200b",
                "C:evil".replace(":", "\\:"),
                "n".repeat(201),
                "n".repeat(60_000));
    }

    @ParameterizedTest
    @MethodSource("illegalNames")
    @DisplayName(
            "is legal, or its jar is invalid and is called after its file, in a short message without hidden characters")
    void illegal(String name) throws IOException {
        Path jar = Artifact.plain()
                .with("module-info.class", ModuleInfoClass.called(name))
                .jar(temp.resolve("some.jar"));
        Discovered discovered = scan(new Source(temp, false));
        Problem problem =
                Expect.onlyError(discovered, Reason.INVALID, "no plugin can be called that; rename the module");
        Expect.about(problem, "some.jar", jar);
        assertShort(problem);
        Expect.installed(discovered);
    }

    private static void assertShort(Problem problem) {
        assertTrue(problem.message().length() < 1_000, problem.message());
        assertTrue(problem.message().codePoints().noneMatch(Character::isISOControl), problem.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.foo", "jdk.foo"})
    @DisplayName("is not one of the JDK's")
    void ofTheJdk(String name) throws IOException {
        Path jar = Artifact.plain()
                .with("module-info.class", ModuleInfoClass.called(name))
                .jar(temp.resolve("some.jar"));
        Discovered discovered = scan(new Source(temp, false));
        Problem problem = Expect.onlyError(discovered, Reason.INVALID, name, "reserved for the JDK", "; put it into");
        Expect.about(problem, name, jar);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java",
                "jdk",
                "javax.foo",
                "javafx.base",
                "a.record",
                "a.module",
                "a.\u00e9t\u00e9",
                "\ud835\udc9c"
            })
    @DisplayName("may be any other legal one")
    void legal(String name) throws IOException {
        Artifact.plain().with("module-info.class", ModuleInfoClass.called(name)).jar(temp.resolve("some.jar"));
        Discovered discovered = scan(new Source(temp, false));
        Expect.nothingWrong(discovered);
        Expect.installed(discovered, name);
    }

    @Test
    @DisplayName("has at most 200 characters")
    void longest() {
        assertTrue(Candidate.isName("n".repeat(200)));
        assertFalse(Candidate.isName("n".repeat(201)));
    }

    @Test
    @DisplayName("is refused also where an index knows its declaration, and in an exploded module")
    void everywhere() throws IOException {
        byte[] declaration = ModuleInfoClass.called("../outside");
        Path plugins = temp.resolve("plugins");
        Path jar = Artifact.plain().with("module-info.class", declaration).jar(plugins.resolve("some.jar"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        Artifact.plain().with("module-info.class", declaration).explode(plugins.resolve("exploded"));
        Discovery discovery =
                Scan.discovery(() -> {}, new IndexStore(temp.resolve("index"), (message, thrown) -> {}, message -> {}));
        for (int run = 0; run < 2; run++) {
            Discovered discovered = Scan.of(discovery, new Source(plugins, false));
            Expect.installed(discovered);
            assertEquals(
                    List.of("exploded", "some.jar"),
                    discovered.problems().stream().map(Problem::subject).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.activation", "jdk.foo", "an odd one", "../lib", "lib\u202e"})
    @DisplayName("does not bind a library, which may be called what the JDK accepts")
    void library(String name) throws IOException {
        Path bundle = temp.resolve("home");
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.plain().with("module-info.class", ModuleInfoClass.called(name)).jar(bundle.resolve("some.jar"));
        Discovered discovered = scan(new Source(temp, false));
        Expect.nothingWrong(discovered);
        Expect.installed(discovered, "plugin");
    }

    private static Discovered scan(Source source) {
        return Scan.of(Set.of("java.base"), source);
    }
}
