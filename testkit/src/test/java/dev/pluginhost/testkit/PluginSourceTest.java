package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.jar.JarFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginSourceTest {

    /** Replaces the host's API, which this module must not depend on. */
    private static final PluginSource API = PluginSource.module("dev.pluginhost")
            .exports("dev.pluginhost.plugin")
            .source("dev.pluginhost.plugin.PluginContext", "public interface PluginContext {}")
            .source(
                    "dev.pluginhost.plugin.Plugin",
                    "public interface Plugin { void start(PluginContext c) throws Exception; void stop() throws Exception; }")
            .source("dev.pluginhost.plugin.EagerPlugin", "public interface EagerPlugin extends Plugin {}")
            .source("dev.pluginhost.plugin.BackgroundPlugin", "public interface BackgroundPlugin extends Plugin {}");

    @TempDir
    Path directory;

    @Test
    @DisplayName("A module has what was declared")
    void declared() {
        Path jar = PluginSource.module("acme.core")
                .declares("exports acme.core; uses java.lang.Runnable")
                .source("package acme.core; public class Core {}")
                .jar(directory);

        ModuleDescriptor descriptor = Layers.describe("acme.core", jar);

        assertEquals(1, descriptor.exports().size());
        assertEquals("[java.lang.Runnable]", descriptor.uses().toString());
        assertFalse(descriptor.isOpen());
    }

    @Test
    @DisplayName("The version is in the declaration and in the name of the jar")
    void version() {
        Path jar = PluginSource.module("acme.core").version("1.2.0").jar(directory);

        assertEquals("acme.core-1.2.0.jar", jar.getFileName().toString());
        assertEquals("acme.core@1.2.0", Layers.describe("acme.core", jar).toNameAndVersion());
    }

    @Test
    @DisplayName("The version it was compiled against is recorded")
    void compiledVersion() {
        Path core = PluginSource.module("acme.core").version("1.2.0").jar(directory);
        Path weather = PluginSource.module("acme.weather")
                .requires("transitive acme.core")
                .compiledAgainst(core)
                .jar(directory);

        ModuleDescriptor.Requires requires = Layers.describe("acme.weather", weather).requires().stream()
                .filter(one -> one.name().equals("acme.core"))
                .findFirst()
                .orElseThrow();

        assertEquals("1.2.0", requires.compiledVersion().orElseThrow().toString());
    }

    @Test
    @DisplayName("A module can be open")
    void open() {
        Path jar = PluginSource.module("acme.open").open().jar(directory);

        assertTrue(Layers.describe("acme.open", jar).isOpen());
    }

    @Test
    @DisplayName("What the running JVM has on its path can be required")
    void running() {
        Path jar = PluginSource.module("acme.tested")
                .requires("org.junit.jupiter.api")
                .source("acme.tested.It", "class It { @org.junit.jupiter.api.Test void is() {} }")
                .jar(directory);

        assertTrue(Files.isRegularFile(jar));
    }

    @Test
    @DisplayName("A plugin runs the given statements when it starts and stops")
    void statements() throws Exception {
        Path api = API.jar(directory);
        try (Probe probe = new Probe()) {
            Path jar = PluginSource.plugin("acme.weather")
                    .open()
                    .compiledAgainst(api)
                    .onStart("Probe.say(\"started\");")
                    .onStop("Probe.say(\"stopped\"); if (context == null) throw new Exception(\"without context\");")
                    .probe(probe)
                    .jar(directory);
            ClassLoader loader = Layers.define("acme.weather", jar, api).findLoader("acme.weather");
            Class<?> main = loader.loadClass("acme.weather.Main");
            Object plugin = main.getConstructor().newInstance();

            main.getMethod("start", loader.loadClass("dev.pluginhost.plugin.PluginContext"))
                    .invoke(plugin, (Object) null);
            Exception failure =
                    assertThrows(Exception.class, () -> main.getMethod("stop").invoke(plugin));

            assertEquals(List.of("started", "stopped"), probe.said());
            assertEquals("without context", failure.getCause().getMessage());
        }
    }

    @Test
    @DisplayName("A plugin is provided as the type that says when it is imported")
    void timing() {
        PluginSource plugin = PluginSource.plugin("acme.weather").compiledAgainst(API.jar(directory));

        assertEquals("[dev.pluginhost.plugin.Plugin]", provided(plugin));
        assertEquals("[dev.pluginhost.plugin.EagerPlugin]", provided(plugin.eager()));
        assertEquals("[dev.pluginhost.plugin.BackgroundPlugin]", provided(plugin.background()));
    }

    @Test
    @DisplayName("Every change is a copy so that one fixture is the start of others")
    void copies() {
        PluginSource core = PluginSource.module("acme.core");

        PluginSource newer = core.version("2").resource("a", "b");

        assertNotEquals(List.of(core.bytes()), List.of(newer.bytes()));
        assertEquals(
                "acme.core", Layers.describe("acme.core", core.jar(directory)).toNameAndVersion());
    }

    @Test
    @DisplayName("The same sources are the same jar byte for byte in every time zone")
    void sameBytes() {
        PluginSource source = PluginSource.module("acme.core")
                .version("1")
                .source("acme.core.Core", "class Core {}")
                .resource("texts", "a");
        TimeZone zone = TimeZone.getDefault();
        byte[] here = source.bytes();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
        try {
            assertArrayEquals(here, source.bytes());
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    @DisplayName("An exploded module is a directory called after it")
    void exploded() {
        Path exploded = PluginSource.module("acme.core")
                .source("acme.core.Core", "class Core {}")
                .resource("acme/core/texts.properties", "a=b")
                .explodedIn(directory);

        assertEquals(directory.resolve("acme.core"), exploded);
        assertTrue(Files.exists(exploded.resolve("acme/core/Core.class")));
        assertTrue(Files.exists(exploded.resolve("acme/core/texts.properties")));
        assertEquals("acme.core", Layers.describe("acme.core", exploded).name());
    }

    @Test
    @DisplayName("Modules are made on and compiled against other file systems")
    void fileSystems() throws Exception {
        Path zip = directory.resolve("other.zip");
        try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path core = PluginSource.module("acme.core")
                    .exports("acme.core")
                    .source("acme.core.Core", "public class Core {}")
                    .explodedIn(other.getPath("/plugins"));

            Path weather = PluginSource.module("acme.weather")
                    .requires("acme.core")
                    .source("acme.weather.Weather", "class Weather extends acme.core.Core {}")
                    .compiledAgainst(core)
                    .jar(directory);

            assertTrue(Files.exists(weather));
        }
    }

    @Test
    @DisplayName("A plain jar takes its module name from its manifest")
    void manifestName() {
        Path jar = PluginSource.automatic("legacy")
                .automaticModuleName("acme.legacy")
                .source("old.Thing", "public class Thing {}")
                .jar(directory);

        assertTrue(Layers.describe("acme.legacy", jar).isAutomatic());
    }

    @Test
    @DisplayName("A plain jar takes its module name and version from its file name")
    void fileName() {
        Path jar = PluginSource.automatic("old-legacy").version("1.5").jar(directory);

        assertEquals("old.legacy@1.5", Layers.describe("old.legacy", jar).toNameAndVersion());
    }

    @Test
    @DisplayName("The providers of a plain jar are found")
    void providers() {
        Path jar = PluginSource.automatic("legacy")
                .source("old.Thing", "public class Thing implements Runnable { public void run() {} }")
                .service("java.lang.Runnable", "old.Thing")
                .jar(directory);

        Layers.run("legacy", jar);

        assertEquals(1, Layers.describe("legacy", jar).provides().size());
    }

    @Test
    @DisplayName("A plain jar is compiled against named modules too")
    void namedModules() {
        Path core = PluginSource.module("acme.core")
                .exports("acme.core")
                .source("acme.core.Core", "public class Core {}")
                .jar(directory);

        PluginSource legacy = PluginSource.automatic("legacy")
                .source(
                        "old.Thing",
                        "class Thing extends acme.core.Core implements org.junit.jupiter.api.function.Executable {"
                                + " public void execute() {} }")
                .compiledAgainst(core);

        assertTrue(Files.exists(legacy.jar(directory)));
    }

    @Test
    @DisplayName("Newer releases see their own version of a class")
    void newer() throws Exception {
        Path jar = PluginSource.module("acme.multi")
                .source("acme.multi.Where", "class Where { static String is() { return \"base\"; } }")
                .source("acme.multi.Other", "class Other {}")
                .multiRelease(9, "acme.multi.Where", "class Where { static String is() { return Only.NINE; } }")
                .multiRelease(9, "acme.multi.Only", "class Only { static final String NINE = \"nine\"; }")
                .multiRelease(99, "acme.multi.Where", "class Where { static String is() { return Only.NINE + 90; } }")
                .jar(directory);

        try (JarFile file = new JarFile(jar.toFile())) {
            assertTrue(file.isMultiRelease());
            assertTrue(file.getEntry("META-INF/versions/9/acme/multi/Where.class") != null);
            assertTrue(file.getEntry("META-INF/versions/9/acme/multi/Only.class") != null);
            assertTrue(file.getEntry("META-INF/versions/99/acme/multi/Where.class") != null);
            assertTrue(file.getEntry("META-INF/versions/9/acme/multi/Other.class") == null);
            assertTrue(file.getEntry("META-INF/versions/9/module-info.class") == null);
        }
    }

    @Test
    @DisplayName("A declaration can be there for newer releases only")
    void newerDeclaration() throws Exception {
        Path jar = PluginSource.module("acme.multi").declaredFrom(9).jar(directory, "x.jar");

        try (JarFile file = new JarFile(jar.toFile())) {
            assertTrue(file.getEntry("module-info.class") == null);
        }
        assertEquals("acme.multi", Layers.describe("acme.multi", jar).name());
    }

    @Test
    @DisplayName("A type that was left out does not link")
    void without() {
        Path jar = Layers.runnable("acme.gone", "new Gone.Inner();")
                .source("acme.gone.Gone", "class Gone { static class Inner {} }")
                .without("acme.gone.Gone")
                .jar(directory);

        assertThrows(NoClassDefFoundError.class, () -> Layers.run("acme.gone", jar));
    }

    @Test
    @DisplayName("The manifest has the attributes that were given")
    void manifest() throws Exception {
        Path jar = PluginSource.module("acme.core")
                .manifest("Implementation-Title", "Core")
                .jar(directory);

        try (JarFile file = new JarFile(jar.toFile())) {
            assertEquals("Core", file.getManifest().getMainAttributes().getValue("Implementation-Title"));
        }
    }

    @Test
    @DisplayName("A process that has the old jar open keeps it when it is replaced")
    void replaced() throws Exception {
        PluginSource source = PluginSource.module("acme.core");
        Path jar = source.resource("texts", "old").jar(directory);

        try (JarFile open = new JarFile(jar.toFile())) {
            source.resource("texts", "new").resource("more", "more").jar(directory);

            byte[] texts = open.getInputStream(open.getEntry("texts")).readAllBytes();
            assertEquals("old", new String(texts, StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("A compile error shows what javac said and the numbered source")
    void compileError() {
        PluginSource source = PluginSource.module("acme.bad").source("acme.bad.Bad", """
                package acme.bad;
                class Bad {
                    int x = "";
                }
                """);

        CompilationFailure failure = assertThrows(CompilationFailure.class, () -> source.jar(directory));

        assertEquals(1, failure.errors().size());
        assertTrue(failure.getMessage().contains("acme.bad does not compile"), failure.getMessage());
        assertTrue(failure.getMessage().contains("Bad.java:3: incompatible types"), failure.getMessage());
        assertTrue(failure.getMessage().contains(">   3      int x = \"\";"), failure.getMessage());
    }

    @Test
    @DisplayName("A missing package declaration does not shift the lines of an error")
    void lineNumbers() {
        PluginSource source = PluginSource.module("acme.bad").source("acme.bad.Bad", "class Bad {\n  int x = \"\";\n}");

        CompilationFailure failure = assertThrows(CompilationFailure.class, () -> source.jar(directory));

        assertTrue(failure.getMessage().contains("Bad.java:2:"), failure.getMessage());
    }

    @Test
    @DisplayName("A requirement that is nowhere is a compile error")
    void nowhere() {
        PluginSource source = PluginSource.module("acme.bad").requires("acme.nowhere");

        CompilationFailure failure = assertThrows(CompilationFailure.class, () -> source.jar(directory));

        assertTrue(failure.getMessage().contains("module not found: acme.nowhere"), failure.getMessage());
    }

    @Test
    @DisplayName("A type in no package is refused with the cure")
    void noPackage() {
        PluginSource source = PluginSource.module("acme.bad");

        Exception unnamed = assertThrows(IllegalArgumentException.class, () -> source.source("class Lost {}"));
        Exception simple = assertThrows(IllegalArgumentException.class, () -> source.source("Lost", "class Lost {}"));

        assertTrue(unnamed.getMessage().contains("no package declaration"), unnamed.getMessage());
        assertTrue(simple.getMessage().contains("Damage.classInRootPackage"), simple.getMessage());
    }

    @Test
    @DisplayName("A name that contradicts the package declaration is refused")
    void otherPackage() {
        PluginSource source = PluginSource.module("acme.bad");

        assertThrows(IllegalArgumentException.class, () -> source.source("acme.a.X", "package acme.b; class X {}"));
    }

    @Test
    @DisplayName("A comment that speaks of a package or class is not taken for one")
    void comment() {
        Path jar = PluginSource.module("acme.core")
                .source(
                        "/* package lost; a class of its own */ package acme.core; // class Nor\n public enum Colour {}")
                .jar(directory);

        assertEquals("[acme.core]", Layers.describe("acme.core", jar).packages().toString());
    }

    @Test
    @DisplayName("No file stays open after compiling")
    void nothingOpen() throws Exception {
        Path core = PluginSource.module("acme.core").jar(directory);
        PluginSource.module("acme.weather")
                .requires("acme.core")
                .compiledAgainst(core)
                .jar(directory);

        Path handles = Path.of("/proc/self/fd");
        if (Files.isDirectory(handles)) {
            try (var open = Files.list(handles)) {
                assertEquals(
                        0, open.filter(handle -> leadsInto(directory, handle)).count());
            }
        }
    }

    private static boolean leadsInto(Path directory, Path handle) {
        try {
            return Files.readSymbolicLink(handle).startsWith(directory);
        } catch (java.io.IOException closedMeanwhile) {
            return false;
        }
    }

    private String provided(PluginSource source) {
        ModuleDescriptor descriptor = Layers.describe(source.name(), source.jar(directory));
        return descriptor.provides().stream()
                .map(ModuleDescriptor.Provides::service)
                .toList()
                .toString();
    }
}
