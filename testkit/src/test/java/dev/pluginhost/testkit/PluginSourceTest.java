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
    void a_module_has_what_was_declared() {
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
    void the_version_is_in_the_declaration_and_in_the_name_of_the_jar() {
        Path jar = PluginSource.module("acme.core").version("1.2.0").jar(directory);

        assertEquals("acme.core-1.2.0.jar", jar.getFileName().toString());
        assertEquals("acme.core@1.2.0", Layers.describe("acme.core", jar).toNameAndVersion());
    }

    @Test
    void the_version_it_was_compiled_against_is_recorded() {
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
    void a_module_can_be_open() {
        Path jar = PluginSource.module("acme.open").open().jar(directory);

        assertTrue(Layers.describe("acme.open", jar).isOpen());
    }

    @Test
    void what_the_running_jvm_has_on_its_path_can_be_required() {
        Path jar = PluginSource.module("acme.tested")
                .requires("org.junit.jupiter.api")
                .source("acme.tested.It", "class It { @org.junit.jupiter.api.Test void is() {} }")
                .jar(directory);

        assertTrue(Files.isRegularFile(jar));
    }

    @Test
    void a_plugin_runs_the_given_statements_when_it_starts_and_stops() throws Exception {
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
    void a_plugin_is_provided_as_the_type_that_says_when_it_is_imported() {
        PluginSource plugin = PluginSource.plugin("acme.weather").compiledAgainst(API.jar(directory));

        assertEquals("[dev.pluginhost.plugin.Plugin]", provided(plugin));
        assertEquals("[dev.pluginhost.plugin.EagerPlugin]", provided(plugin.eager()));
        assertEquals("[dev.pluginhost.plugin.BackgroundPlugin]", provided(plugin.background()));
    }

    @Test
    void every_change_is_a_copy_so_that_one_fixture_is_the_start_of_others() {
        PluginSource core = PluginSource.module("acme.core");

        PluginSource newer = core.version("2").resource("a", "b");

        assertNotEquals(List.of(core.bytes()), List.of(newer.bytes()));
        assertEquals(
                "acme.core", Layers.describe("acme.core", core.jar(directory)).toNameAndVersion());
    }

    @Test
    void the_same_sources_are_the_same_jar_byte_for_byte_in_every_time_zone() {
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
    void an_exploded_module_is_a_directory_called_after_it() {
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
    void modules_are_made_on_and_compiled_against_other_file_systems() throws Exception {
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
    void a_plain_jar_takes_its_module_name_from_its_manifest() {
        Path jar = PluginSource.automatic("legacy")
                .automaticModuleName("acme.legacy")
                .source("old.Thing", "public class Thing {}")
                .jar(directory);

        assertTrue(Layers.describe("acme.legacy", jar).isAutomatic());
    }

    @Test
    void a_plain_jar_takes_its_module_name_and_version_from_its_file_name() {
        Path jar = PluginSource.automatic("old-legacy").version("1.5").jar(directory);

        assertEquals("old.legacy@1.5", Layers.describe("old.legacy", jar).toNameAndVersion());
    }

    @Test
    void the_providers_of_a_plain_jar_are_found() {
        Path jar = PluginSource.automatic("legacy")
                .source("old.Thing", "public class Thing implements Runnable { public void run() {} }")
                .service("java.lang.Runnable", "old.Thing")
                .jar(directory);

        Layers.run("legacy", jar);

        assertEquals(1, Layers.describe("legacy", jar).provides().size());
    }

    @Test
    void a_plain_jar_is_compiled_against_named_modules_too() {
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
    void newer_releases_see_their_own_version_of_a_class() throws Exception {
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
    void a_declaration_can_be_there_for_newer_releases_only() throws Exception {
        Path jar = PluginSource.module("acme.multi").declaredFrom(9).jar(directory, "x.jar");

        try (JarFile file = new JarFile(jar.toFile())) {
            assertTrue(file.getEntry("module-info.class") == null);
        }
        assertEquals("acme.multi", Layers.describe("acme.multi", jar).name());
    }

    @Test
    void a_type_left_out_does_not_link() {
        Path jar = Layers.runnable("acme.gone", "new Gone.Inner();")
                .source("acme.gone.Gone", "class Gone { static class Inner {} }")
                .without("acme.gone.Gone")
                .jar(directory);

        assertThrows(NoClassDefFoundError.class, () -> Layers.run("acme.gone", jar));
    }

    @Test
    void the_manifest_has_the_attributes_that_were_given() throws Exception {
        Path jar = PluginSource.module("acme.core")
                .manifest("Implementation-Title", "Core")
                .jar(directory);

        try (JarFile file = new JarFile(jar.toFile())) {
            assertEquals("Core", file.getManifest().getMainAttributes().getValue("Implementation-Title"));
        }
    }

    @Test
    void whoever_has_the_old_jar_open_keeps_it_when_it_is_replaced() throws Exception {
        PluginSource source = PluginSource.module("acme.core");
        Path jar = source.resource("texts", "old").jar(directory);

        try (JarFile open = new JarFile(jar.toFile())) {
            source.resource("texts", "new").resource("more", "more").jar(directory);

            byte[] texts = open.getInputStream(open.getEntry("texts")).readAllBytes();
            assertEquals("old", new String(texts, StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_compile_error_shows_what_javac_said_and_the_numbered_source() {
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
    void a_missing_package_declaration_does_not_shift_the_lines_of_an_error() {
        PluginSource source = PluginSource.module("acme.bad").source("acme.bad.Bad", "class Bad {\n  int x = \"\";\n}");

        CompilationFailure failure = assertThrows(CompilationFailure.class, () -> source.jar(directory));

        assertTrue(failure.getMessage().contains("Bad.java:2:"), failure.getMessage());
    }

    @Test
    void a_requirement_that_is_nowhere_is_a_compile_error() {
        PluginSource source = PluginSource.module("acme.bad").requires("acme.nowhere");

        CompilationFailure failure = assertThrows(CompilationFailure.class, () -> source.jar(directory));

        assertTrue(failure.getMessage().contains("module not found: acme.nowhere"), failure.getMessage());
    }

    @Test
    void a_type_in_no_package_is_refused_with_the_cure() {
        PluginSource source = PluginSource.module("acme.bad");

        Exception unnamed = assertThrows(IllegalArgumentException.class, () -> source.source("class Lost {}"));
        Exception simple = assertThrows(IllegalArgumentException.class, () -> source.source("Lost", "class Lost {}"));

        assertTrue(unnamed.getMessage().contains("no package declaration"), unnamed.getMessage());
        assertTrue(simple.getMessage().contains("Damage.classInRootPackage"), simple.getMessage());
    }

    @Test
    void a_name_that_contradicts_the_package_declaration_is_refused() {
        PluginSource source = PluginSource.module("acme.bad");

        assertThrows(IllegalArgumentException.class, () -> source.source("acme.a.X", "package acme.b; class X {}"));
    }

    @Test
    void a_comment_that_speaks_of_a_package_or_class_is_not_taken_for_one() {
        Path jar = PluginSource.module("acme.core")
                .source(
                        "/* package lost; a class of its own */ package acme.core; // class Nor\n public enum Colour {}")
                .jar(directory);

        assertEquals("[acme.core]", Layers.describe("acme.core", jar).packages().toString());
    }

    @Test
    void no_file_stays_open_after_compiling() throws Exception {
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
