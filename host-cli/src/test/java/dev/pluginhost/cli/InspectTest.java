package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command inspect")
class InspectTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("prints what a modular jar declares and holds")
    void modularJar() throws IOException {
        Path jar = PluginSource.plugin("acme.core")
                .version("1.2")
                .eager()
                .requires("static java.sql")
                .exports("acme.core")
                .resource("native/libcore.so", "no library")
                .onStart("throw new Error(\"it must not run\");")
                .jar(directory);

        String out = Cli.run("inspect", jar).well();

        assertLinesMatch(
                List.of(
                        "\\Q" + jar + "\\E",
                        "  kind +modular jar",
                        "  plugin +acme.core",
                        "  timing +eager",
                        "  module +acme.core 1.2",
                        "  requires +dev.pluginhost.*",
                        "   +static java.sql \\(compiled against .*\\)",
                        "  provides +dev.pluginhost.plugin.EagerPlugin with acme.core.Main",
                        "  exports +acme.core",
                        "  packages +acme.core",
                        "  classes +2 for Java \\d+ \\(class file version \\d+\\)",
                        "  natives +native/libcore.so",
                        "  signed by +nobody",
                        "  size +[\\d,]+ bytes"),
                out.lines().toList());
    }

    @Test
    @DisplayName("prints the same as JSON")
    void json() throws IOException {
        Path jar = PluginSource.plugin("acme.core")
                .version("1.2")
                .requires("transitive java.sql")
                .resource("native/libcore.so", "no library")
                .jar(directory);

        JsonObject json = Cli.run("inspect", jar, "--json").json();
        JsonObject module = json.getAsJsonArray("modules").get(0).getAsJsonObject();

        assertEquals("MODULAR_JAR", json.get("kind").getAsString());
        assertEquals("acme.core", json.get("plugin").getAsString());
        assertEquals("LAZY", json.get("timing").getAsString());
        assertEquals("1.2", module.get("version").getAsString());
        JsonObject sql = module.getAsJsonArray("requires").get(1).getAsJsonObject();
        assertEquals("java.sql", sql.get("module").getAsString());
        assertTrue(sql.get("transitive").getAsBoolean());
        assertEquals(
                "native/libcore.so", module.getAsJsonArray("natives").get(0).getAsString());
        assertEquals(Files.size(jar), module.get("size").getAsLong());
        assertEquals(
                module.get("classFileVersion").getAsInt() - 44,
                module.get("javaRelease").getAsInt());
    }

    @Test
    @DisplayName("prints a bundle with its plugin first")
    void bundle() {
        Path bundle = Bundle.of(
                        PluginSource.plugin("acme.store").requires("acme.driver"),
                        PluginSource.module("acme.driver")
                                .exports("acme.driver")
                                .source("package acme.driver; public class Driver {}"),
                        PluginSource.automatic("a-plain"))
                .in(directory, "acme.store-1.0");

        JsonObject json = Cli.run("inspect", bundle, "--json").json();
        String out = Cli.run("inspect", bundle).well();

        assertEquals("BUNDLE", json.get("kind").getAsString());
        assertEquals("acme.store", json.get("plugin").getAsString());
        assertEquals(3, json.getAsJsonArray("modules").size());
        assertEquals(
                "acme.store",
                json.getAsJsonArray("modules")
                        .get(0)
                        .getAsJsonObject()
                        .get("module")
                        .getAsString());
        assertTrue(out.contains("  module         a.plain, automatic\n"), out);
    }

    @Test
    @DisplayName("prints an exploded module and a plain jar")
    void others() {
        Path exploded = PluginSource.plugin("acme.core").explodedIn(directory);
        Path plain = PluginSource.automatic("acme-plain").jar(directory);

        assertTrue(Cli.run("inspect", exploded).well().contains("exploded module"));
        assertTrue(Cli.run("inspect", plain).well().contains("acme.plain, automatic"));
    }

    @Test
    @DisplayName("prints a bundle that is one zip file")
    void zip() throws IOException {
        Path bundle = Bundle.of(PluginSource.plugin("acme.store").version("1"), PluginSource.module("acme.driver"))
                .in(directory, "store");
        Path zip = zip("store.zip", bundle);

        String out = Cli.run("inspect", zip).well();

        assertTrue(out.startsWith(zip + "\n  kind           zip\n  plugin         acme.store\n"), out);
        assertTrue(out.contains("\n  acme.store-1.jar\n") && out.contains("\n  acme.driver.jar\n"), out);
        String json = Cli.run("inspect", zip, "--json").well();
        assertTrue(json.contains(zip.resolve("acme.driver.jar").toString()), json);
    }

    private static Path zip(String name, Path bundle) throws IOException {
        Path zip = bundle.resolveSibling(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(zip));
                Stream<Path> jars = Files.list(bundle)) {
            for (Path jar : jars.toList()) {
                out.putNextEntry(new ZipEntry("store-1/" + jar.getFileName()));
                out.write(Files.readAllBytes(jar));
            }
        }
        return zip;
    }

    @Test
    @DisplayName("exits with 1 for a zip file that is no bundle, or is broken, and says why")
    void noBundle() throws IOException {
        Path zip = directory.resolve("store.zip");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("store/lib/acme.store.jar"));
        }
        Cli cli = Cli.run("inspect", zip);
        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("a zip file with store/lib/acme.store.jar, but the jars"), cli::toString);
        Files.write(zip, new byte[100]);
        Cli broken = Cli.run("inspect", zip);
        assertEquals(1, broken.exit(), broken::toString);
        assertTrue(broken.out().contains("is not a zip file, or only a part of one"), broken::toString);
    }

    @Test
    @DisplayName("exits with 1 for what cannot be a plugin")
    void unusable() throws IOException {
        Path truncated = Damage.truncate(PluginSource.plugin("acme.cut").jar(directory));
        Path garbled = Damage.garble(PluginSource.plugin("acme.garbled").jar(directory), "module-info.class");
        Path newer =
                Damage.newerClassFile(PluginSource.plugin("acme.newer").jar(directory), "acme/newer/Main.class", 99);
        Path text = Files.writeString(directory.resolve("text.txt"), "text");

        for (Path each : List.of(truncated, garbled, newer, text)) {
            Cli cli = Cli.run("inspect", each, "--json");
            assertEquals(1, cli.exit(), cli::toString);
            assertEquals(1, cli.json().getAsJsonArray("problems").size(), cli::toString);
        }
        Cli cli = Cli.run("inspect", newer);
        assertTrue(cli.out().contains("has classes for Java 55, and this is Java "), cli::toString);
    }

    @Test
    @DisplayName("names the signers of a jar, and finds one that was changed after it was signed")
    void signed() throws Exception {
        Path unsigned = PluginSource.plugin("acme.core").jar(directory.resolve("unsigned"));
        Path jar = directory.resolve("acme.core.jar");
        sign(unsigned, jar);

        assertTrue(Cli.run("inspect", jar).well().contains("  signed by      CN=Acme\n"));

        Damage.newerClassFile(jar, "acme/core/Main.class", 60);
        Cli cli = Cli.run("inspect", jar);
        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("cannot be read"), cli::toString);
    }

    @Test
    @DisplayName("takes a jar that is signed in part, but not a package of it")
    void signedInPart() throws Exception {
        Path unsigned = PluginSource.plugin("acme.core").jar(directory.resolve("unsigned"));
        Path jar = directory.resolve("acme.core.jar");
        sign(unsigned, jar);
        add(jar, "notes.txt", Files.writeString(directory.resolve("notes.txt"), "later"));

        Cli cli = Cli.run("inspect", jar, "--json");
        cli.well();
        JsonObject module = cli.json().getAsJsonArray("modules").get(0).getAsJsonObject();
        assertEquals(1, module.getAsJsonArray("remarks").size(), cli::toString);

        Path exploded = PluginSource.plugin("acme.core").explodedIn(directory.resolve("unsigned"));
        add(jar, "acme/core/Later.class", exploded.resolve("acme/core/Main.class"));
        Cli mixed = Cli.run("inspect", jar);
        assertEquals(1, mixed.exit(), mixed::toString);
        assertTrue(
                mixed.out().contains("has classes of package acme.core that are not signed by the same"),
                mixed::toString);
    }

    @Test
    @DisplayName("takes no number of a release that is too long for one")
    void longRelease() throws IOException {
        Path jar = PluginSource.plugin("acme.core")
                .resource("META-INF/versions/99999999999/x", "x")
                .jar(directory);

        Cli.run("inspect", jar).well();
    }

    private static void add(Path jar, String entry, Path file) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.copy(file, zip.getPath(entry));
        }
    }

    private static void sign(Path original, Path copy) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = InspectTest.class.getResourceAsStream("acme.p12")) {
            keys.load(file, "changeit".toCharArray());
        }
        PrivateKeyEntry key = (PrivateKeyEntry) keys.getEntry("acme", new PasswordProtection("changeit".toCharArray()));
        try (ZipFile from = new ZipFile(original.toFile());
                OutputStream to = Files.newOutputStream(copy)) {
            new JarSigner.Builder(key).build().sign(from, to);
        }
    }

    @Test
    @DisplayName("is typed wrong for what is not there")
    void missing() {
        assertEquals(
                directory.resolve("lost.jar") + " does not exist; correct the path",
                Cli.run("inspect", directory.resolve("lost.jar")).usage());
    }
}
