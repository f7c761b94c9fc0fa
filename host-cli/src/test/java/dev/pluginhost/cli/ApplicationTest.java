package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The application that --app names")
class ApplicationTest {

    @TempDir
    Path directory;

    private Path lib;
    private Path plugins;
    private Path api;
    private Path util;

    @BeforeEach
    void makeApplication() {
        lib = directory.resolve("lib");
        plugins = directory.resolve("plugins");
        api = PluginSource.module("acme.api")
                .exports("acme.api")
                .source("package acme.api; public interface Greeter { String greet(); }")
                .jar(lib);
        util = PluginSource.automatic("acme-util")
                .source("package acme.util; public class Words { public static String word() { return \"hi\"; } }")
                .jar(lib);
        PluginSource.plugin("acme.hello")
                .requires("acme.api", "acme.util")
                .declares("provides acme.api.Greeter with acme.hello.Hello;")
                .source("package acme.hello; public class Hello implements acme.api.Greeter {"
                        + " public String greet() { return acme.util.Words.word(); } }")
                .compiledAgainst(api, util)
                .jar(plugins);
    }

    @Test
    @DisplayName("has what plugins require: as several values, as one path, and by a wildcard")
    void values() {
        Cli.run("list", plugins, "--app", api, util).well();
        Cli.run("list", plugins, "--app", api, "--app", util).well();
        Cli.run("list", plugins, "--app", api + File.pathSeparator + util).well();
        Cli.run("list", plugins, "--app", lib.resolve("*")).well();
    }

    @Test
    @DisplayName("may be in a file")
    void file() throws IOException {
        Path file = Files.writeString(
                directory.resolve("app path.txt"),
                "# the application\n\n" + api + "\n" + util + File.pathSeparator + util);

        Cli.run("list", plugins, "--app", "@" + file).well();
    }

    @Test
    @DisplayName("may lie beside other files when the shell expands a wildcard: they are passed over")
    void otherFiles() throws IOException {
        Path licence = Files.writeString(lib.resolve("LICENSE.txt"), "free");
        Path text = Files.writeString(lib.resolve("acme.pom"), "<project/>");

        Path more = Files.createDirectory(lib.resolve("more"));
        Files.copy(api, more.resolve("other.jar"));

        Cli cli = Cli.run("list", plugins, "--app", licence, api, more, text, util);

        assertEquals(0, cli.exit(), cli::toString);
        assertEquals(
                "3 paths given with --app are no jars and passed over: " + licence + ", " + text + ", " + more
                        + "; for a file with paths, write @ before its name\n",
                cli.err());
    }

    @Test
    @DisplayName("is typed wrong if a jar cannot be read, or a directory of jars is given as one of classes")
    void unusable() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");

        assertTrue(Cli.run("list", plugins, "--app", broken)
                .usage()
                .startsWith(broken + ", given with --app, is not a jar"));
        assertEquals(
                "Directory " + lib + ", given with --app, has jars and no classes; give " + lib.resolve("*")
                        + " for its jars",
                Cli.run("list", plugins, "--app", lib).usage());
    }

    @Test
    @DisplayName("may be a directory of classes that has a jar, too")
    void classes() throws IOException {
        Path classes = PluginSource.module("acme.more").explodedIn(directory.resolve("classes"));
        Files.copy(api, classes.resolve("copy.jar"));

        Cli.run("list", plugins, "--app", classes, api, util).well();
    }

    @Test
    @DisplayName("is missed if it is not given")
    void missing() {
        Cli cli = Cli.run("list", plugins);

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("Module acme.api not found, required by acme.hello"), cli::toString);
        assertEquals("If modules of the application are missing, name its jars with --app\n", cli.err());
    }

    @Test
    @DisplayName("is the JDK and the host's API, and nothing else of this program")
    void nothingElse() {
        Path other = directory.resolve("other");
        PluginSource.automatic("acme-nosy")
                .source("package acme.nosy; public class Nosy { com.google.gson.Gson gson; }")
                .jar(other);
        PluginSource.plugin("acme.wants.sql")
                .requires("java.sql", "jdk.compiler")
                .jar(other);

        Cli.run("list", other).well();

        PluginSource.plugin("acme.wants.gson").requires("com.google.gson").jar(other);
        Cli cli = Cli.run("list", other);
        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("Module com.google.gson not found, required by acme.wants.gson"), cli::toString);
    }

    @Test
    @DisplayName("must not be packed in one jar, and the message says how to unpack it")
    void nested() throws IOException {
        Path boot = directory.resolve("shop.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(boot))) {
            jar.putNextEntry(new ZipEntry("BOOT-INF/lib/"));
        }

        String message = Cli.run("list", plugins, "--app", boot).usage();

        assertTrue(message.contains("extract it with \"java -Djarmode=tools -jar shop.jar extract\""), message);
    }

    @Test
    @DisplayName("has jars where a wildcard names them")
    void noJars() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertEquals(
                "Directory " + empty + ", given with --app, has no jars; correct the path",
                Cli.run("list", plugins, "--app", empty.resolve("*")).usage());
    }
}
