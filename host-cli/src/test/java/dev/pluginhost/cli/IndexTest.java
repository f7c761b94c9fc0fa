package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command index")
class IndexTest {

    @TempDir
    Path directory;

    private Path plugins;
    private Path index;

    @BeforeEach
    void makePlugins() {
        plugins = directory.resolve("plugins");
        index = directory.resolve("index");
        Plugins.jars(
                        plugins,
                        PluginSource.plugin("acme.core"),
                        PluginSource.plugin("acme.weather").requires("acme.core"))
                .forEach(IndexTest::settle);
        settle(plugins);
    }

    /** As files are that were not installed just now. */
    private static void settle(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("makes the index in a directory, and says how many artifacts are in it")
    void makes() throws IOException {
        assertEquals(
                "Index " + index + " has 2 artifacts of 2 plugins\n",
                Cli.run("index", plugins, "--to", index).well());
        try (var files = Files.newDirectoryStream(index, "*.index")) {
            assertTrue(files.iterator().hasNext());
        }
    }

    @Test
    @DisplayName("makes it in the user's cache by default, also for another path to the same plugins, and says where")
    void inCache() {
        assumeTrue(System.getenv("XDG_CACHE_HOME") != null, "the cache of the user is left alone");
        Path other = plugins.resolve("..").resolve("plugins");

        JsonObject json = Cli.run("index", other, "--json").json();

        assertEquals(2, json.get("artifacts").getAsInt());
        assertEquals(2, json.get("plugins").getAsInt());
        assertEquals(
                plugins.toString(), json.getAsJsonArray("directories").get(0).getAsString());
        Path cache = Path.of(json.get("index").getAsString());
        assertEquals(Path.of(System.getenv("XDG_CACHE_HOME")).resolve("pluginhost"), cache);
    }

    @Test
    @DisplayName("waits until plugins that were installed just now can be in it")
    void fresh() {
        PluginSource.plugin("acme.fresh").jar(plugins);

        Cli cli = Cli.run("index", plugins, "--to", index);

        assertEquals("Index " + index + " has 3 artifacts of 3 plugins\n", cli.well());
    }

    @Test
    @DisplayName("passes over what cannot be read, as check reports that")
    void broken() {
        settle(Damage.truncate(PluginSource.plugin("acme.broken").jar(plugins)));
        settle(plugins);

        assertEquals(
                "Index " + index + " has 2 artifacts of 2 plugins\n",
                Cli.run("index", plugins, "--to", index).well());
    }

    @Test
    @DisplayName("exits with 1 if it lacks a plugin, however many jars a bundle has")
    void lacking() throws IOException {
        Path bundle = Bundle.of(
                        PluginSource.plugin("acme.store").requires("acme.driver"),
                        PluginSource.module("acme.driver"),
                        PluginSource.automatic("a-plain"))
                .in(plugins, "acme.store");
        try (var jars = Files.newDirectoryStream(bundle)) {
            jars.forEach(IndexTest::settle);
        }
        Path future = PluginSource.plugin("acme.future").jar(plugins);
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofHours(1))));

        Cli cli = Cli.run("index", plugins, "--to", index);

        assertEquals(1, cli.exit(), cli::toString);
        assertEquals("Index " + index + " has 5 artifacts of 4 plugins\n", cli.out());
        assertTrue(cli.err().startsWith("Some plugins are not in the index in " + index + "; "), cli::toString);
    }

    @Test
    @DisplayName("has bundles that are zip files, which it unpacks beside the index")
    void zip() throws IOException {
        Path bundle = Bundle.of(PluginSource.plugin("acme.store"), PluginSource.module("acme.driver"))
                .in(directory, "store");
        Path zip = plugins.resolve("store.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> jars = Files.list(bundle)) {
            for (Path jar : jars.toList()) {
                out.putNextEntry(new ZipEntry(jar.getFileName().toString()));
                out.write(Files.readAllBytes(jar));
            }
        }
        settle(zip);
        settle(plugins);
        assertEquals(
                "Index " + index + " has 4 artifacts of 3 plugins\n",
                Cli.run("index", plugins, "--to", index).well());
        assertTrue(Files.isDirectory(index.resolve("pluginhost-bundles")));
        assertTrue(Cli.run("list", plugins).well().contains("store.zip"));
        assertTrue(Cli.run("verify", zip, "--json").well().contains("acme.store"));
    }

    @Test
    @DisplayName("exits with 1 if it cannot be kept")
    void notKept() throws IOException {
        Files.createDirectory(index);
        assumeTrue(Files.getFileStore(index).supportsFileAttributeView(PosixFileAttributeView.class));
        Files.setPosixFilePermissions(index, PosixFilePermissions.fromString("rwxrwxrwx"));

        Cli cli = Cli.run("index", plugins, "--to", index);

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.err().startsWith("No index is kept in " + index + "; "), cli::toString);
    }

    @Test
    @DisplayName("is typed wrong if its place is a file")
    void file() throws IOException {
        Files.writeString(index, "");

        assertEquals(
                index + ", given with --to, is no directory; name another one",
                Cli.run("index", plugins, "--to", index).usage());
    }
}
