package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.about;
import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which an artifact can be broken, beside a sound one that nothing must happen to. */
class BrokenArtifactTest {

    private static final int UNKNOWN_CLASS_FILE_VERSION = Runtime.version().feature() + 44 + 1;

    @TempDir
    private Path temp;

    private Path bad;

    @BeforeEach
    void addSoundPlugin() throws IOException {
        Artifact.module("sound").jar(temp.resolve("sound.jar"));
        bad = temp.resolve("bad.jar");
    }

    @AfterEach
    void theSoundPluginIsThere() {
        assertTrue(scan().candidates().containsKey("sound"));
    }

    @Test
    @DisplayName("A file of no bytes")
    void noBytes() throws IOException {
        Files.createFile(bad);
        about(broken("it is empty; copy it again"), "bad.jar", bad);
    }

    @Test
    @DisplayName("A jar of no entries")
    void noEntries() throws IOException {
        new ZipOutputStream(Files.newOutputStream(bad)).close();
        broken("it is empty; copy it again");
    }

    @Test
    @DisplayName("A file that is no jar")
    void noJar() throws IOException {
        Files.writeString(bad, "<html>404 Not Found</html>");
        about(broken("not a jar, or only a part of one", "; copy it again"), "bad.jar", bad);
    }

    @Test
    @DisplayName("A jar that was cut short")
    void cutShort() throws IOException {
        byte[] whole = Artifact.module("bad").bytes();
        Files.write(bad, Arrays.copyOf(whole, whole.length / 2));
        broken("not a jar, or only a part of one", "; copy it again");
    }

    @Test
    @DisplayName("A jar whose content is damaged")
    void damaged() throws IOException {
        byte[] bytes =
                Artifact.plain().with("module-info.class", new byte[1000]).bytes();
        int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("module-info.class");
        Arrays.fill(bytes, name + 17, name + 17 + 8, (byte) 0xff);
        Files.write(bad, bytes);
        broken("not a jar, or only a part of one", "; copy it again");
    }

    @Test
    @DisplayName("A declaration that does not parse")
    void unparsable() throws IOException {
        Artifact.module("bad").with("module-info.class", "module bad {}").jar(bad);
        about(broken("module declaration cannot be understood", "magic", "; build it again"), "bad.jar", bad);
    }

    @Test
    @DisplayName("A declaration that was cut short")
    void declarationCutShort() throws IOException {
        byte[] whole = ModuleInfoClass.of(Artifact.declare("bad").build());
        Artifact.module("bad")
                .with("module-info.class", Arrays.copyOf(whole, whole.length - 3))
                .jar(bad);
        broken("module declaration cannot be understood", "runcated", "; build it again");
    }

    @Test
    @DisplayName("An exploded declaration that does not parse")
    void explodedUnparsable() throws IOException {
        Path directory = Artifact.module("bad").with("module-info.class", "no").explode(temp.resolve("bad"));
        about(error(Reason.UNREADABLE, "bad is broken", "module declaration cannot be understood"), "bad", directory);
    }

    @Test
    @DisplayName("A declaration for a later Java")
    void laterJava() throws IOException {
        byte[] later = ModuleInfoClass.of(Artifact.declare("bad").build(), UNKNOWN_CLASS_FILE_VERSION, Set.of());
        Artifact.module("bad").with("module-info.class", later).jar(bad);
        int here = Runtime.version().feature();
        broken(
                "compiled for Java " + (here + 1),
                "this is Java " + here,
                "; run the application on Java " + (here + 1),
                "get a build of it for Java " + here);
    }

    @Test
    @DisplayName("A declaration for a Java that had no modules")
    void tooEarlyJava() throws IOException {
        byte[] earlier = ModuleInfoClass.of(Artifact.declare("bad").build(), 52, Set.of());
        Artifact.module("bad").with("module-info.class", earlier).jar(bad);
        broken("class file version 52", "no modules", "; compile it for Java 9 or later");
    }

    @Test
    @DisplayName("A file that this process may not read")
    void unreadableFile() throws IOException {
        assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"), "permissions");
        Artifact.module("bad").jar(bad);
        Files.setPosixFilePermissions(bad, Set.of());
        assumeFalse(Files.isReadable(bad), "a user to whom permissions do not apply");
        broken("may not read it", "; let the user");
    }

    @Test
    @DisplayName("A directory that this process may not list")
    void unreadableDirectory() throws IOException {
        assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"), "permissions");
        Path directory = Files.createDirectory(temp.resolve("closed"));
        Files.setPosixFilePermissions(directory, Set.of());
        try {
            assumeFalse(Files.isReadable(directory), "a user to whom permissions do not apply");
            error(Reason.UNREADABLE, "closed", "may not read it", "; let the user");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    @DisplayName("A link that leads nowhere")
    void danglingLink() throws IOException {
        Files.createSymbolicLink(bad, temp.resolve("gone"));
        about(broken("a link that leads nowhere", "; put back"), "bad.jar", bad);
    }

    @Test
    @DisplayName("A link that leads to itself")
    void circularLink() throws IOException {
        Files.createSymbolicLink(bad, bad);
        broken("leads nowhere", "; put back what it leads to");
    }

    @Test
    @DisplayName("A directory that is named like a jar and holds no module")
    void directoryLikeAJar() throws IOException {
        Files.createDirectory(bad);
        broken("named like a jar, but is not a file", "; put a jar in its place");
    }

    @Test
    @DisplayName("A declaration that is a directory")
    void declarationIsADirectory() throws IOException {
        Files.createDirectories(temp.resolve("odd/module-info.class"));
        error(Reason.UNREADABLE, "odd", "cannot be read");
    }

    @Test
    @DisplayName("A jar on another file system")
    void otherFileSystem() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path jar = Artifact.module("a").jar(memory.getPath("/plugins/a.jar"));
            Discovered discovered = scan(jar.getParent());
            installed(discovered);
            onlyError(
                    discovered,
                    Reason.UNREADABLE,
                    "/plugins/a.jar",
                    "default file system",
                    "; move it there",
                    "unpack it");
        }
    }

    @Test
    @DisplayName("A class in the unnamed package")
    void unnamedPackage() throws IOException {
        Artifact.module("bad").with("Main.class", new byte[0]).jar(bad);
        about(invalid("class Main", "unnamed package", "; move the class into a package"), "bad.jar", bad);
    }

    @Test
    @DisplayName("A class in the unnamed package of a plain jar")
    void unnamedPackageOfPlain() throws IOException {
        Artifact.plain().with("Main.class", new byte[0]).jar(bad);
        invalid("class Main", "unnamed package", "; move the class into a package");
    }

    @Test
    @DisplayName("A name with a line break does not break the message")
    void lineBreak() throws IOException {
        Artifact.plain().with("Main\nERROR all is lost.class", new byte[0]).jar(bad);
        assertEquals(
                1, invalid("class Main ERROR all is lost is").message().lines().count());
    }

    @Test
    @DisplayName("A file name that no module name can be derived from")
    void noNameDerived() throws IOException {
        Path jar = Artifact.plain().withPackage("p").jar(temp.resolve("7zip-lib.jar"));
        Problem problem = error(
                Reason.INVALID,
                "7zip-lib.jar",
                "no legal module name",
                "'7zip.lib'",
                "; give",
                "Automatic-Module-Name");
        about(problem, "7zip-lib.jar", jar);
    }

    @Test
    @DisplayName("A file name of which nothing is left")
    void nothingLeft() throws IOException {
        Artifact.plain().withPackage("p").jar(temp.resolve("-1.0.jar"));
        error(Reason.INVALID, "-1.0.jar", "no legal module name", "; give", "Automatic-Module-Name");
    }

    @Test
    @DisplayName("An automatic module name that is not legal")
    void illegalName() throws IOException {
        Artifact.plain()
                .withPackage("p")
                .withManifest("Automatic-Module-Name", "not-legal")
                .jar(bad);
        invalid("Automatic-Module-Name", "'not-legal'", "; correct the name");
    }

    @Test
    @DisplayName("A services file that names a provider from elsewhere")
    void foreignProvider() throws IOException {
        Artifact.plain()
                .withPackage("p")
                .with("META-INF/services/java.lang.Runnable", "q.Absent\n")
                .jar(bad);
        invalid("META-INF/services", "q.Absent", "; add the class");
    }

    @Test
    @DisplayName("A services file that names no class")
    void noClass() throws IOException {
        Artifact.plain()
                .withPackage("p")
                .with("META-INF/services/java.lang.Runnable", "p.not-a-class\n")
                .jar(bad);
        invalid("META-INF/services", "p.not-a-class", "not the name of a class", "; correct the line");
    }

    @Test
    @DisplayName("A declaration that exports a package which is not there")
    void missingPackage() throws IOException {
        Artifact.of(Artifact.declare("bad").exports("bad.absent"))
                .without("bad/absent/Some.class")
                .jar(bad);
        invalid("package bad.absent", "no such package", "; build it again");
    }

    @Test
    @DisplayName("A declaration that exports a package it does not list")
    void unlistedPackage() throws IOException {
        byte[] declaration = ModuleInfoClass.of(
                Artifact.declare("bad").exports("bad.api").build(), ModuleInfoClass.JAVA_17, Set.of("bad.other"));
        Artifact.plain().with("module-info.class", declaration).jar(bad);
        invalid("package bad.api", "no such package", "; build it again");
    }

    @Test
    @DisplayName("A package that only the JDK may have")
    void jdkPackage() throws IOException {
        Artifact.of(Artifact.declare("bad").packages(Set.of("java.util.more"))).jar(bad);
        about(
                invalid("Module bad in " + bad, "package java.util.more", "reserved", "; rename the package"),
                "bad",
                bad);
    }

    @Test
    @DisplayName("A package that is only named similarly is fine")
    void similarPackage() throws IOException {
        Artifact.of(Artifact.declare("fine").packages(Set.of("javax.more", "javafx")))
                .jar(temp.resolve("fine.jar"));
        installed(scan(), "fine", "sound");
        Files.delete(temp.resolve("fine.jar"));
    }

    @Test
    @DisplayName("A plugin of two kinds")
    void twoKinds() throws IOException {
        Artifact.plugin("bad", Plugin.class, BackgroundPlugin.class).jar(bad);
        about(
                invalid(
                        "Module bad in " + bad,
                        BackgroundPlugin.class.getName() + " and " + Plugin.class.getName(),
                        "one timing",
                        "; provide the one"),
                "bad",
                bad);
    }

    @Test
    @DisplayName("A plugin that provides two of a kind")
    void twoOfAKind() throws IOException {
        Artifact.of(Artifact.declare("bad").provides(EagerPlugin.class.getName(), List.of("bad.One", "bad.Two")))
                .jar(bad);
        about(
                invalid(
                        "Module bad in " + bad,
                        EagerPlugin.class.getName() + " with bad.One and bad.Two",
                        "started once",
                        "; provide one class"),
                "bad",
                bad);
    }

    @Test
    @DisplayName("The message of a broken jar has no exception in it")
    void noException() throws IOException {
        Files.writeString(bad, "no jar");
        assertEquals(
                bad + " is broken: it is not a jar, or only a part of one (zip END header not found);"
                        + " copy it again from where it came from, or remove it",
                scan().problems().get(0).message());
    }

    private Problem broken(String... parts) {
        return error(Reason.UNREADABLE, parts);
    }

    private Problem invalid(String... parts) {
        return error(Reason.INVALID, parts);
    }

    private Problem error(Reason kind, String... parts) {
        return onlyError(scan(), kind, parts);
    }

    private Discovered scan() {
        return scan(temp);
    }

    private static Discovered scan(Path plugins) {
        return Scan.of(new Source(plugins, false));
    }
}
