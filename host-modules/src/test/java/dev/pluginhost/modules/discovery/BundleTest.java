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
import dev.pluginhost.modules.declaration.DeclarationReader;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactKind;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {

    @TempDir
    private Path temp;

    private Path bundle;

    @BeforeEach
    void createBundle() throws IOException {
        bundle = Files.createDirectory(temp.resolve("home"));
    }

    @Test
    @DisplayName("The plugin is importable and the libraries are its own")
    void ownLibraries() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("a.jar"));
        Artifact.module("lib.z").jar(bundle.resolve("c.jar"));
        Artifact.module("lib.a").jar(bundle.resolve("b.jar"));
        Discovered discovered = scan();
        installed(discovered, "plugin");
        nothingWrong(discovered);
        Candidate candidate = discovered.candidates().get("plugin");
        assertEquals(bundle, candidate.location());
        assertEquals(bundle.resolve("a.jar"), candidate.plugin().file());
        assertEquals(List.of("lib.a", "lib.z"), names(candidate.libraries()));
    }

    @Test
    @DisplayName("Hidden files and other files are no part of it")
    void otherFiles() throws IOException {
        Artifact.module("plugin").jar(bundle.resolve("plugin.jar"));
        Files.writeString(bundle.resolve(".hidden.jar"), "no jar");
        Files.writeString(bundle.resolve("README"), "no jar");
        Files.createDirectory(bundle.resolve("other"));
        Discovered discovered = scan();
        installed(discovered, "plugin");
        nothingWrong(discovered);
        assertEquals(List.of(), discovered.candidates().get("plugin").libraries());
    }

    @Test
    @DisplayName("The name of a directory counts even if the source is given as a dot")
    void dot() throws IOException {
        Artifact.module("home").jar(bundle.resolve("home.jar"));
        Artifact.module("lib").jar(bundle.resolve("lib.jar"));
        installed(scan(new Source(bundle.resolve("."), true)), "home");
    }

    @Test
    @DisplayName("An empty bundle is broken")
    void empty() {
        about(onlyError(scan(), Reason.UNREADABLE, "Bundle " + bundle, "holds no jar", "; put"), "home", bundle);
    }

    @Test
    @DisplayName("A bundle on another file system is broken")
    void otherFileSystem() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path elsewhere = memory.getPath("/home");
            Artifact.module("a").jar(elsewhere.resolve("a.jar"));
            Artifact.module("b").jar(elsewhere.resolve("b.jar"));
            onlyError(
                    scan(new Source(elsewhere, true)),
                    Reason.UNREADABLE,
                    "Bundle /home",
                    "default file system",
                    "; move it there");
        }
    }

    @Test
    @DisplayName("Each broken jar is named with the bundle and the bundle is not used")
    void brokenJars() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("a.jar"));
        Files.writeString(bundle.resolve("b.jar"), "no jar");
        Files.createFile(bundle.resolve("c.jar"));
        Discovered discovered = scan();
        installed(discovered);
        assertEquals(2, discovered.problems().size());
        Problem first = discovered.problems().get(0);
        assertEquals(Reason.UNREADABLE, first.reason());
        about(first, "b.jar", bundle.resolve("b.jar"));
        says(first, "b.jar", "the bundle home", "not a jar", ";");
        says(discovered.problems().get(1), "c.jar", "the bundle home", "empty", ";");
    }

    @Test
    @DisplayName("A broken bundle leaves the others alone")
    void others() throws IOException {
        Files.writeString(bundle.resolve("b.jar"), "no jar");
        Artifact.module("good").jar(temp.resolve("good/good.jar"));
        installed(scan(new Source(temp, false)), "good");
    }

    @Test
    @DisplayName("A bundle that goes while it is read is passed over")
    void goes() throws UnusableArtifactException {
        List<Problem> problems = new ArrayList<>();
        assertEquals(Optional.empty(), read(problems, bundle.resolve("gone.jar")));
        assertEquals(List.of(), problems);
    }

    @Test
    @DisplayName("A library that goes while the bundle is read is no part of it")
    void libraryGoes() throws IOException, UnusableArtifactException {
        Path plugin = Artifact.module("plugin").jar(bundle.resolve("plugin.jar"));
        List<Problem> problems = new ArrayList<>();
        Candidate candidate = read(problems, plugin, bundle.resolve("gone.jar")).orElseThrow();
        assertEquals(List.of(), candidate.libraries());
        assertEquals(List.of(), problems);
    }

    @Test
    @DisplayName("A directory named like a jar breaks it")
    void directoryLikeAJar() throws IOException {
        Artifact.module("plugin").jar(bundle.resolve("plugin.jar"));
        Files.createDirectory(bundle.resolve("lib.jar"));
        onlyError(scan(), Reason.UNREADABLE, "lib.jar", "the bundle home", "not a file");
    }

    @Test
    @DisplayName("Jars that could not be modules together are libraries in the order of their names")
    void notTogether() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.module("lib", "9").jar(bundle.resolve("lib-9.jar"));
        Artifact.module("lib", "10").jar(bundle.resolve("lib-10.jar"));
        Artifact.of(Artifact.declare("x").packages(Set.of("com.same"))).jar(bundle.resolve("x.jar"));
        Artifact.of(Artifact.declare("y").packages(Set.of("com.same", "java.util")))
                .jar(bundle.resolve("y.jar"));
        Discovered discovered = scan();
        installed(discovered, "plugin");
        nothingWrong(discovered);
        assertEquals(List.of("lib-10.jar", "lib-9.jar", "x.jar", "y.jar"), files(discovered));
    }

    @Test
    @DisplayName("A library need not be a module at all")
    void noModule() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.plain().withPackage("com.spec").jar(bundle.resolve("spec-api_1.2_spec-1.0.jar"));
        Artifact.plain().with("Unnamed.class", "").jar(bundle.resolve("top.jar"));
        Artifact.plain().with("module-info.class", "broken").jar(bundle.resolve("broken.jar"));
        Discovered discovered = scan();
        installed(discovered, "plugin");
        nothingWrong(discovered);
        assertEquals(
                List.of("broken", "spec.api._1._2.spec", "top"),
                names(discovered.candidates().get("plugin").libraries()));
    }

    @Test
    @DisplayName("A plugin that cannot be a module is refused with the reason")
    void pluginIsNoModule() throws IOException {
        Artifact.module("lib").jar(bundle.resolve("lib.jar"));
        Artifact.plain().with("module-info.class", "broken").jar(bundle.resolve("home-1.0.jar"));
        Discovered discovered = scan();
        installed(discovered);
        onlyError(discovered, Reason.UNREADABLE, "home-1.0.jar", "the bundle home", ";");
    }

    @Test
    @DisplayName("The plugin is named by what it provides even if it cannot be a module")
    void namedByProvides() throws IOException {
        Artifact.module("lib").jar(bundle.resolve("lib.jar"));
        Artifact.plugin("acme.weather", Plugin.class)
                .with("Unnamed.class", "")
                .jar(bundle.resolve("acme-weather-1.0.jar"));
        Discovered discovered = scan();
        installed(discovered);
        Problem why = onlyError(discovered, Reason.INVALID, "acme-weather-1.0.jar", "the bundle home", ";");
        assertEquals(why, discovered.unusable().get("acme.weather"));
    }

    @Test
    @DisplayName("No library is taken for a plugin whose declaration is broken")
    void brokenDeclaration() throws IOException {
        Artifact.module("lib").jar(bundle.resolve("lib.jar"));
        Artifact.plain().with("module-info.class", "broken").jar(bundle.resolve("acme-weather-1.0.jar"));
        Discovered discovered = scan();
        installed(discovered);
        onlyError(discovered, Reason.AMBIGUOUS, "acme.weather (acme-weather-1.0.jar), lib (lib.jar)");
    }

    @Test
    @DisplayName("A jar that is no module is not taken for the plugin beside a module")
    void besideAModule() throws IOException {
        Artifact.module("some.plugin").jar(bundle.resolve("some.jar"));
        Artifact.plain().with("Unnamed.class", "").jar(bundle.resolve("top.jar"));
        installed(scan(), "some.plugin");
    }

    @Test
    @DisplayName("Of a plugin that is there twice, one is to be removed")
    void twice() throws IOException {
        Artifact.plugin("home", Plugin.class).jar(bundle.resolve("home-1.0.jar"));
        Artifact.plugin("home", Plugin.class).jar(bundle.resolve("home-1.1.jar"));
        Problem twice = onlyError(
                scan(),
                Reason.AMBIGUOUS,
                "Bundle " + bundle
                        + " has its plugin more than once: home (home-1.0.jar), home (home-1.1.jar); remove");
        assertFalse(twice.message().contains("name the directory"), twice::message);
    }

    @Test
    @DisplayName("The sources of a library that is no module are no library")
    void sources() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.plain().with("com/spec/Spec.java", "source").jar(bundle.resolve("spec-api_1.2_spec-1.0-sources.jar"));
        Discovered discovered = scan();
        assertEquals(List.of(), discovered.candidates().get("plugin").libraries());
        onlyProblem(discovered, Severity.NOTE, Reason.PASSED_OVER, "the sources of spec-api_1.2_spec-1.0");
    }

    @Test
    @DisplayName("If it is not clear which module is the plugin, the bundle is ambiguous")
    void ambiguous() throws IOException {
        Artifact.module("x").jar(bundle.resolve("x-1.jar"));
        Artifact.module("y").jar(bundle.resolve("y-1.jar"));
        Discovered discovered = scan();
        installed(discovered);
        about(
                onlyError(
                        discovered,
                        Reason.AMBIGUOUS,
                        "Bundle " + bundle,
                        "x (x-1.jar), y (y-1.jar)",
                        "; let that one",
                        Plugin.class.getName(),
                        "name the directory after it"),
                "home",
                bundle);
    }

    @Test
    @DisplayName("A library that the application has is left out with a note")
    void applicationsLibrary() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.module("api").jar(bundle.resolve("api.jar"));
        Discovered discovered = scan(Set.of("api"), new Source(bundle, true));
        installed(discovered, "plugin");
        assertEquals(List.of(), discovered.candidates().get("plugin").libraries());
        about(
                onlyProblem(
                        discovered,
                        Severity.NOTE,
                        Reason.APPLICATION_HAS_IT,
                        "api in " + bundle.resolve("api.jar"),
                        "the bundle home",
                        "the application's is used",
                        ";"),
                "api",
                bundle.resolve("api.jar"));
    }

    @Test
    @DisplayName("What the application has is left out before anything else is asked")
    void applicationsFirst() throws IOException {
        Artifact.module("plugin").jar(bundle.resolve("plugin.jar"));
        Artifact.of(Artifact.declare("api").packages(Set.of("plugin"))).jar(bundle.resolve("api-1.jar"));
        Artifact.of(Artifact.declare("api").packages(Set.of("plugin"))).jar(bundle.resolve("api-2.jar"));
        Discovered discovered = scan(Set.of("api"), new Source(bundle, true));
        installed(discovered, "plugin");
        assertEquals(
                List.of(Reason.APPLICATION_HAS_IT, Reason.APPLICATION_HAS_IT),
                discovered.problems().stream().map(Problem::reason).toList());
    }

    @Test
    @DisplayName("A bundle whose plugin the application has is passed over")
    void applicationsPlugin() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.module("lib").jar(bundle.resolve("lib.jar"));
        Discovered discovered = scan(Set.of("plugin"), new Source(bundle, true));
        installed(discovered);
        about(
                onlyProblem(
                        discovered,
                        Severity.NOTE,
                        Reason.APPLICATION_HAS_IT,
                        "Bundle " + bundle + " is passed over",
                        "plugin",
                        "the application's is used",
                        ";"),
                "plugin",
                bundle);
    }

    @Test
    @DisplayName("A plugin module of a bundle must not provide two plugin types")
    void twoTypes() throws IOException {
        Artifact.plugin("plugin", Plugin.class, EagerPlugin.class).jar(bundle.resolve("plugin.jar"));
        Artifact.module("lib").jar(bundle.resolve("lib.jar"));
        Discovered discovered = scan();
        installed(discovered);
        onlyError(discovered, Reason.INVALID, "Module plugin in " + bundle.resolve("plugin.jar"), "one timing");
    }

    @Test
    @DisplayName("Private libraries do not compete with plugins or with each other")
    void privateLibraries() throws IOException {
        Artifact.plugin("one", Plugin.class).jar(temp.resolve("one/one.jar"));
        Artifact.module("lib", "1").jar(temp.resolve("one/lib.jar"));
        Artifact.plugin("two", Plugin.class).jar(temp.resolve("two/two.jar"));
        Artifact.module("lib", "2").jar(temp.resolve("two/lib.jar"));
        Artifact.module("lib", "3").jar(temp.resolve("lib.jar"));
        Files.delete(bundle);
        Discovered discovered = scan(new Source(temp, false));
        installed(discovered, "lib", "one", "two");
        nothingWrong(discovered);
        assertEquals("lib@1", nameAndVersion(discovered, "one"));
        assertEquals("lib@2", nameAndVersion(discovered, "two"));
    }

    @Test
    @DisplayName("Plain jars in a bundle are modules too")
    void plainJars() throws IOException {
        Artifact.plain().withPackage("com.lib").jar(bundle.resolve("some-lib-1.0.jar"));
        Artifact.plugin("plugin", Plugin.class).jar(bundle.resolve("plugin.jar"));
        Discovered discovered = scan();
        ModuleDescriptor library =
                discovered.candidates().get("plugin").libraries().get(0).descriptor();
        assertEquals("some.lib", library.name());
        assertTrue(library.isAutomatic());
    }

    private static String nameAndVersion(Discovered discovered, String plugin) {
        return discovered
                .candidates()
                .get(plugin)
                .libraries()
                .get(0)
                .descriptor()
                .toNameAndVersion();
    }

    private static List<String> files(Discovered discovered) {
        return discovered.candidates().get("plugin").libraries().stream()
                .map(library -> library.file().getFileName().toString())
                .toList();
    }

    private static List<String> names(List<ModuleArtifact> modules) {
        return modules.stream().map(ModuleArtifact::name).toList();
    }

    private Optional<Candidate> read(List<Problem> problems, Path... jars) throws UnusableArtifactException {
        Source source = new Source(bundle, true);
        ArtifactFiles files = new ArtifactFiles(bundle, ArtifactKind.BUNDLE, Map.of(), List.of(jars), null);
        SourceContent content = new SourceContent(null);
        new BundleReader(files, Scan.application(Set.of()), content)
                .read(new DeclarationReader(bundle, IndexStore.none().open(source), false, () -> {}, Instant.now()));
        problems.addAll(content.problems);
        return content.candidates.stream().findFirst();
    }

    private Discovered scan() {
        return scan(new Source(bundle, true));
    }

    private static Discovered scan(Source... sources) {
        return scan(Set.of(), sources);
    }

    private static Discovered scan(Set<String> application, Source... sources) {
        return Scan.of(application, sources);
    }
}
