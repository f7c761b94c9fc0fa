package dev.pluginhost.impl.installed;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.faults.FaultyFileSystem;
import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.modules.check.Inspection;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin that is given in parts")
class PartsTest extends HostFixture {

    private static final String NAME = "acme.dev";

    @TempDir
    Path project;

    private PluginSource version(String version) {
        return PluginSource.plugin(NAME).open().version(version).resource("acme/dev/where.txt", "of " + version);
    }

    /** The directory of classes of a project. */
    private Path classes(PluginSource source) throws IOException {
        Path classes = source.explodedIn(project.resolve("built"));
        Path target = project.resolve("classes");
        Files.move(classes, target);
        return target;
    }

    private Path write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private PluginHost given(String name, Path... parts) {
        return host(builder -> builder.plugin(name, parts));
    }

    private static String text(ImportedModule module, String resource) throws IOException {
        try (InputStream in = module.module().getResourceAsStream(resource)) {
            return in == null ? "nothing" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Problem only(PluginHost host, Severity severity) {
        List<Problem> found = host.check().stream()
                .filter(problem -> problem.severity() == severity)
                .toList();
        assertEquals(1, found.size(), () -> "" + found);
        return found.get(0);
    }

    @Test
    @DisplayName("is one module of all its directories, and the first that has a file wins")
    void directories() throws Exception {
        Path resources = write("resources/acme/dev/where.txt", "of resources")
                .getParent()
                .getParent()
                .getParent();
        write("resources/acme/more/only.txt", "there");
        Path classes = classes(version("1.0"));
        PluginHost host = given(NAME, resources, classes);
        ImportedModule module = host.importModule(NAME);
        assertEquals("1.0", module.version().orElseThrow().toString());
        assertEquals("of resources", text(module, "acme/dev/where.txt"));
        assertEquals("there", text(module, "acme/more/only.txt"));
        assertTrue(module.module().getPackages().contains("acme.more"));
        Class<?> plugin = module.loadClass(module.module()
                .getDescriptor()
                .provides()
                .iterator()
                .next()
                .providers()
                .get(0));
        assertSame(module.module(), plugin.getModule());
        assertEquals(
                classes.toUri().toURL(),
                plugin.getProtectionDomain().getCodeSource().getLocation());
        assertEquals(resources, host.plugins().get(0).location());
        assertEquals(List.of(), host.check());
    }

    @Test
    @DisplayName("has its jars as private libraries, in the order in which they are given")
    void libraries() throws Exception {
        PluginSource library = PluginSource.automatic("lib").source("lib.Version", "public class Version {}");
        Path first = library.resource("lib/text", "first").jar(project, "lib-1.jar");
        Path second = library.resource("lib/text", "second").jar(project, "lib-2.jar");
        ImportedModule module =
                given(NAME, classes(version("1.0")), first, second).importModule(NAME);
        Class<?> there = module.module().getClassLoader().loadClass("lib.Version");
        assertEquals(module.module().getClassLoader().getUnnamedModule(), there.getModule());
        try (InputStream in = there.getResourceAsStream("text")) {
            assertEquals("first", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("of jars alone is a bundle of the given name")
    void bundle() throws Exception {
        Path library = PluginSource.automatic("lib")
                .source("lib.Some", "public class Some {}")
                .jar(project);
        Path plugin = version("2.0").jar(project, "whatever.jar");
        ImportedModule module = given(NAME, library, plugin).importModule(NAME);
        assertEquals("2.0", module.version().orElseThrow().toString());
        assertNotEquals(
                module.module(),
                module.module().getClassLoader().loadClass("lib.Some").getModule());
    }

    @Test
    @DisplayName("without a declaration is an automatic module of the given name, with its services")
    void automatic() throws Exception {
        PluginSource source = PluginSource.automatic("whatever")
                .source(
                        "acme.dev.Here",
                        "public class Here implements java.util.function.Supplier<String> {"
                                + " public String get() { return \"here\"; } }")
                .service(Supplier.class.getName(), "acme.dev.Here");
        Path classes = classes(source);
        ImportedModule module = given(NAME, classes).importModule(NAME);
        assertTrue(module.module().getDescriptor().isAutomatic());
        assertEquals("here", module.services(Supplier.class).get(0).get());
        Path jar = source.jar(project, "other-1.5.jar");
        ImportedModule ofJar = given(NAME, jar).importModule(NAME);
        assertEquals("here", ofJar.services(Supplier.class).get(0).get());
        assertEquals("1.5", ofJar.version().orElseThrow().toString());
    }

    @Test
    @DisplayName("that is declared under another name is a problem with both names")
    void otherName() throws Exception {
        PluginHost host = given("acme.other", classes(version("1.0")));
        Problem problem = only(host, Severity.ERROR);
        assertEquals(Reason.INVALID, problem.reason());
        assertEquals("acme.other", problem.subject());
        assertTrue(problem.message().contains("acme.other") && problem.message().contains(NAME), problem::message);
        PluginException refused = assertThrows(PluginException.class, () -> host.importModule("acme.other"));
        assertTrue(refused.getMessage().contains(NAME), refused::getMessage);
    }

    @Test
    @DisplayName("is used instead of an installed one of a higher version, and a note says so")
    void installed() throws Exception {
        version("3.0").jar(plugins);
        PluginHost host = given(NAME, classes(version("1.0")));
        assertEquals("1.0", host.importModule(NAME).version().orElseThrow().toString());
        Problem note = only(host, Severity.NOTE);
        assertEquals(Reason.SHADOWED, note.reason());
        assertTrue(note.message().contains("3.0") && note.message().contains("parts"), note::message);
    }

    @Test
    @DisplayName("is a problem while a part is missing, and another one of its name is not taken instead")
    void missing() throws Exception {
        version("3.0").jar(plugins);
        Path classes = project.resolve("classes");
        PluginHost host = given(NAME, classes);
        Problem problem = only(host, Severity.ERROR);
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertTrue(problem.message().contains(classes + " is not there"), problem::message);
        PluginException refused = assertThrows(PluginException.class, () -> host.importModule(NAME));
        assertTrue(refused.getMessage().contains("is not there"), refused::getMessage);
        Files.createDirectories(classes);
        host.refresh();
        assertTrue(only(host, Severity.ERROR).message().contains("there is no class in " + classes));
        Files.delete(classes);
        classes(version("1.0"));
        host.refresh();
        assertEquals("1.0", host.importModule(NAME).version().orElseThrow().toString());
    }

    @Test
    @DisplayName("is read again if it has been compiled since it was found")
    void compiledSince() throws Exception {
        Path classes = classes(version("1.0"));
        Path library = PluginSource.automatic("lib")
                .source("lib.Some", "public class Some {}")
                .jar(project);
        PluginHost host = given(NAME, classes, library);
        assertEquals(List.of(), host.check());
        Path built = version("2.0").requires("java.logging").explodedIn(project.resolve("built"));
        Files.move(built.resolve("module-info.class"), classes.resolve("module-info.class"), REPLACE_EXISTING);
        ImportedModule module = host.importModule(NAME);
        assertEquals("2.0", module.version().orElseThrow().toString());
        module.module().getClassLoader().loadClass("lib.Some");
        assertTrue(module.module().getDescriptor().requires().stream()
                .anyMatch(requires -> requires.name().equals("java.logging")));
    }

    @Test
    @DisplayName("without a declaration is a problem if its services file names a class that no part has")
    void wrongService() throws Exception {
        Path classes = classes(PluginSource.automatic("whatever").source("acme.dev.Here", "public class Here {}"));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(Supplier.class.getName()), "acme.nowhere.There # not built\n");
        Problem problem = only(given(NAME, classes), Severity.ERROR);
        assertEquals(NAME, problem.subject());
        assertTrue(problem.message().contains("acme.nowhere.There"), problem::message);
    }

    @Test
    @DisplayName("shows its classes to the deep check, those of each directory")
    void inspected() throws Exception {
        Path classes = classes(version("1.0").source("acme.dev.Some", "public class Some {}"));
        Path more = Files.createDirectories(project.resolve("more/acme/dev"));
        Files.move(classes.resolve("acme/dev/Some.class"), more.resolve("Some.class"));
        PluginHost host = given(NAME, classes, project.resolve("more"));
        try (Inspection inspection = Inspection.of(host, Runtime.version())) {
            Set<String> names = new HashSet<>();
            for (FoundClass found : inspection.plugin(NAME).classes()) {
                assertTrue(found.bytes().length > 0);
                names.add(found.name());
            }
            assertTrue(names.contains("acme/dev/Some") && names.size() > 1, names::toString);
        }
    }

    @Test
    @DisplayName("names a part that is no jar, and each jar that is broken")
    void wrongPart() throws Exception {
        Path text = write("readme.txt", "no jar");
        assertTrue(only(given(NAME, classes(version("1.0")), text), Severity.ERROR)
                .message()
                .contains("neither"));
        Path broken = write("broken.jar", "no jar");
        Problem problem = only(given(NAME, project.resolve("classes"), broken), Severity.ERROR);
        assertEquals(NAME, problem.subject());
        assertTrue(problem.message().contains("broken.jar, a part of plugin " + NAME), problem::message);
    }

    @Test
    @DisplayName(
            "is no unpacked zip file, whatever its directories are called, and nothing is written or removed beside them")
    void namedLikeZip() throws Exception {
        Path zip = write("work/target/res.zip/acme/dev/where.txt", "here")
                .getParent()
                .getParent()
                .getParent();
        Path classes = Files.move(classes(version("1.0")), project.resolve("work/target/classes"));
        write("new-stuff/file", "the user's");
        write("Cargo.lock", "the user's");
        Set<Path> before = files();
        try (PluginHost host = given(NAME, zip, classes)) {
            assertEquals("here", text(host.importModule(NAME), "acme/dev/where.txt"));
            assertEquals(before, files());
            host.unload(NAME).join();
        }
        assertEquals(before, files());
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(project)) {
            return all.collect(Collectors.toSet());
        }
    }

    @Test
    @DisplayName("says why it cannot be imported if a directory cannot be listed")
    void unreadable() throws Exception {
        FaultyFileSystem files = new FaultyFileSystem(FileSystems.getDefault());
        Path classes = files.path(classes(version("1.0")));
        files.befall((operation, file) -> {
            if (operation == Operation.LIST && file.endsWith("classes")) {
                throw new IOException("no disk");
            }
        });
        PluginHost host = given(NAME, classes);
        PluginException refused = assertThrows(PluginException.class, () -> host.importModule(NAME));
        assertEquals(Reason.UNREADABLE, refused.reason());
        assertTrue(refused.getMessage().contains("no disk"), refused::getMessage);
    }

    @Test
    @DisplayName("may have a link for a directory, and share a directory and a library with another one")
    void shared() throws Exception {
        Path classes = classes(version("1.0"));
        Path link = Files.createSymbolicLink(project.resolve("link"), classes);
        Path common = write("common/words.txt", "common").getParent();
        Path library = PluginSource.automatic("lib")
                .source("lib.Some", "public class Some {}")
                .jar(project);
        Path other = PluginSource.plugin("acme.other").open().version("2.0").explodedIn(project);
        PluginHost host = host(
                builder -> builder.plugin(NAME, common, link, library).plugin("acme.other", common, other, library));
        assertEquals(List.of(), host.check());
        ImportedModule first = host.importModule(NAME);
        ImportedModule second = host.importModule("acme.other");
        assertEquals("of 1.0", text(first, "acme/dev/where.txt"));
        assertEquals("common", text(first, "words.txt"));
        assertEquals("common", text(second, "words.txt"));
        assertNotEquals(
                first.module().getClassLoader().loadClass("lib.Some"),
                second.module().getClassLoader().loadClass("lib.Some"));
    }

    @Test
    @DisplayName("may get a jar in the place of a directory")
    void jarInPlaceOfDirectory() throws Exception {
        Path place = project.resolve("acme.dev.jar");
        Files.move(version("1.0").explodedIn(project.resolve("built")), place);
        PluginHost host = given(NAME, place);
        assertEquals("1.0", host.importModule(NAME).version().orElseThrow().toString());
        Files.move(place, project.resolve("away"));
        version("2.0").jar(project, "acme.dev.jar");
        host.reload(NAME).join();
        assertEquals("2.0", host.importModule(NAME).version().orElseThrow().toString());
    }

    @Test
    @DisplayName("gives URLs of its resources that can be opened, on other file systems too")
    void urls() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path resources = Files.createDirectories(memory.getPath("/project/resources/acme/dev"));
            Files.writeString(resources.resolve("only.txt"), "there");
            Path classes = version("1.0").explodedIn(memory.getPath("/project"));
            ImportedModule module =
                    given(NAME, classes, memory.getPath("/project/resources")).importModule(NAME);
            URL url = module.module().getClassLoader().getResource("acme/dev/only.txt");
            try (InputStream in = url.openStream()) {
                assertEquals("there", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    @DisplayName("needs a name and a part")
    void arguments() {
        PluginHost.Builder builder = Hosts.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.plugin("no name", project));
        assertThrows(IllegalArgumentException.class, () -> builder.plugin(NAME));
    }
}
