package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples in {@code src/test/languages}, built as documented: first by the compiler of the language, then the declaration by javac. */
@Tag("slow")
@DisplayName("A plugin in another language, with the library of the language in its bundle, ")
class LanguagesTest extends DropIn {

    private static final Path SAMPLES = Path.of(System.getProperty("pluginhost.languages"));

    @TempDir
    Path built;

    @Test
    @DisplayName("is started, provides a service and is collected: Kotlin")
    void kotlin() throws Exception {
        List<Path> libraries = libraries("kotlin-stdlib-\\d.*", "annotations-\\d.*");
        Path classes = built.resolve("classes");
        compile(
                "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
                "-no-stdlib",
                "-no-reflect",
                "-jvm-target",
                "17",
                "-classpath",
                path(libraries, api()),
                "-d",
                classes.toString(),
                SAMPLES.resolve("kotlin/Clock.kt").toString());
        Path plugin = declare("kotlin", classes, libraries);
        bundle("acme.kotlin", plugin, libraries);
        use("acme.kotlin");
    }

    @Test
    @DisplayName("is started, provides a service and is collected: Scala")
    void scala() throws Exception {
        List<Path> libraries = libraries("scala-library-\\d.*", "scala3-library_3-\\d.*");
        Path classes = Files.createDirectory(built.resolve("classes"));
        compile(
                "dotty.tools.dotc.Main",
                "-java-output-version",
                "17",
                "-classpath",
                path(libraries, api()),
                "-d",
                classes.toString(),
                SAMPLES.resolve("scala/Clock.scala").toString());
        Path plugin = declare("scala", classes, libraries);
        bundle("acme.scala", plugin, libraries);
        use("acme.scala");
    }

    private void use(String name) {
        try (PluginHost host = PluginHost.builder()
                .plugins(plugins)
                .noIndex()
                .configuration(Map.of(name, Map.of("places", "porch,cellar"))::get)
                .build()) {
            assertEquals(List.of(), host.check());
            assertEquals(
                    "porch: 21, cellar: 21",
                    host.importModule(name).services(Supplier.class).get(0).get());
            assertTrue(host.unload(name).join().isClean());
        }
    }

    private void bundle(String name, Path plugin, List<Path> libraries) throws IOException {
        Path bundle = Files.createDirectory(plugins.resolve(name));
        copy(plugin, bundle);
        for (Path library : libraries) {
            copy(library, bundle);
        }
    }

    private static Path api() {
        return Path.of(PluginHost.class
                .getModule()
                .getLayer()
                .configuration()
                .findModule("dev.pluginhost")
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    }

    /** Jars from what Maven has resolved for the compilers. */
    private static List<Path> libraries(String... names) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : names) {
            Stream.of(tools().split(File.pathSeparator))
                    .map(Path::of)
                    .filter(jar -> jar.getFileName().toString().matches(name))
                    .forEach(found::add);
        }
        assertEquals(names.length, found.size(), found::toString);
        return found;
    }

    private static String tools() throws IOException {
        return Files.readString(Path.of(System.getProperty("pluginhost.resolver")))
                .strip();
    }

    private static String path(List<Path> jars, Path more) {
        return Stream.concat(jars.stream(), Stream.of(more))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs a compiler in a process of its own. */
    private void compile(String compiler, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                tools(),
                compiler));
        command.addAll(List.of(arguments));
        Path log = built.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the compiler hangs");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> compiler + ": " + text(log));
    }

    private static String text(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Compiles the declaration of a plugin whose classes are there, and packs it. */
    private Path declare(String language, Path classes, List<Path> libraries) {
        String name = "acme." + language;
        tool(
                "javac",
                "--release",
                "17",
                "-d",
                classes,
                "-p",
                path(libraries, api()),
                SAMPLES.resolve(language).resolve("module-info.java"));
        Path jar = built.resolve(name + ".jar");
        tool("jar", "--create", "--file", jar, "--module-version", "1.0", "-C", classes, ".");
        return jar;
    }

    private static void tool(String name, Object... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int status = ToolProvider.findFirst(name).orElseThrow().run(printer, printer, texts);
        assertEquals(0, status, () -> name + ": " + out);
    }
}
