package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pluginhost.Reason;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A jar that is whole, but that Java refuses, is not called a bad copy")
class RejectedJarTest {

    private static final int CENTRAL_HEADER = 46;

    @TempDir
    private Path temp;

    private Path bad;

    @BeforeEach
    void addSoundPlugin() throws IOException {
        Artifact.module("sound").jar(temp.resolve("sound.jar"));
        bad = temp.resolve("bad.jar");
    }

    @Test
    @DisplayName("where it has an extra field that newer JDKs do not accept")
    void extraField() throws IOException {
        ByteBuffer extra = ByteBuffer.allocate(4 + 3).order(ByteOrder.LITTLE_ENDIAN);
        extra.putShort((short) 1).putShort((short) 3); // a ZIP64 field of three bytes, which none can have
        ZipEntry entry = new ZipEntry("p/Some.class");
        byte[] marker = {0x11, 0x22, 3, 0, 7, 7, 7};
        entry.setExtra(marker); // the JDK writes no illegal one: that takes its place afterwards
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bad))) {
            zip.putNextEntry(entry);
        }
        byte[] bytes = Files.readAllBytes(bad);
        replaceLast(bytes, marker, extra.array());
        Files.write(bad, bytes);
        onlyError(
                scan(),
                Reason.INVALID,
                bad + " is invalid: it has an extra field that this Java does not accept (",
                "; build it anew with a current tool, or start the application with"
                        + " -Djdk.util.zip.disableZip64ExtraFieldValidation=true");
    }

    @ParameterizedTest
    @DisplayName("where its directory says that it is encrypted, or packed in a way that Java does not know")
    @CsvSource({"8, 1, it has entries that are encrypted", "10, 93, it has entries that are compressed by method 93"})
    void directory(int offset, short value, String fact) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Artifact.module("bad").bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int at = bytes.capacity() - 22 - CENTRAL_HEADER;
        while (bytes.getInt(at) != 0x02014b50) {
            at--;
        }
        bytes.putShort(at + offset, value);
        Files.write(bad, bytes.array());
        onlyError(scan(), Reason.INVALID, fact, ", which Java cannot read; pack it ");
    }

    @ParameterizedTest
    @DisplayName("where a line of its manifest is not legal")
    @ValueSource(strings = {"Manifest-Version: 1.0\nno colon\n\n", "Manifest-Version: 1.0\nBad name: x\n\n", " x\n\n"})
    void manifestLine(String manifest) throws IOException {
        Artifact.plain().withPackage("p").jar(bad);
        replaceManifest(manifest);
        onlyError(
                scan(),
                Reason.INVALID,
                bad + " is invalid: its META-INF/MANIFEST.MF has a line that is not legal (",
                "; correct the line, or build the artifact again");
    }

    @Test
    @DisplayName("where its manifest begins with a byte order mark")
    void manifestWithMark() throws IOException {
        Artifact.plain().withPackage("p").jar(bad);
        replaceManifest("\uFEFFManifest-Version: 1.0\n\n");
        onlyError(
                scan(),
                Reason.INVALID,
                "its META-INF/MANIFEST.MF begins with a byte order mark",
                "; save the file as UTF-8 without a byte order mark");
    }

    @Test
    @DisplayName("where a line of a services file is as long as can be, without taking long")
    void longLine() throws IOException {
        Artifact.plain()
                .withPackage("p")
                .with("META-INF/services/p.Service", "\uFEFF" + " not in JAR file ".repeat(60_000) + "\u2028x\n")
                .jar(bad);
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> onlyError(scan(), Reason.INVALID, "its META-INF/services names the provider "));
    }

    @ParameterizedTest
    @DisplayName("where a services file begins with a byte order mark")
    @ValueSource(strings = {"\uFEFFp.Some\n", "\uFEFF# a comment\np.Some\n"})
    void servicesWithMark(String content) throws IOException {
        Artifact.plain()
                .withPackage("p")
                .with("META-INF/services/java.lang.Runnable", content)
                .jar(bad);
        onlyError(
                scan(),
                Reason.INVALID,
                "a file in its META-INF/services begins with a byte order mark",
                "; save the file as UTF-8 without a byte order mark");
    }

    @Test
    @DisplayName("where a services file is in UTF-16")
    void servicesInUtf16() throws IOException {
        Artifact.plain()
                .withPackage("p")
                .with("META-INF/services/java.lang.Runnable", "p.Some\n".getBytes(StandardCharsets.UTF_16))
                .jar(bad);
        onlyError(
                scan(), Reason.INVALID, "a file in its META-INF/services is not in UTF-8", "; save the file as UTF-8");
    }

    @ParameterizedTest
    @DisplayName("where it was merged with another jar's signature, with a declaration or without")
    @ValueSource(booleans = {true, false})
    void mergedSignature(boolean declared) throws Exception {
        Path signed = Artifact.plain().withPackage("q").jar(temp.resolve("keys/signed.jar"));
        String keys = temp.resolve("keys/keys.p12").toString();
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "a",
                "-dname",
                "CN=A",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keys);
        run("jarsigner", "-storepass", "changeit", "-keystore", keys, signed.toString(), "a");
        Artifact merged = declared ? Artifact.module("bad") : Artifact.plain().withPackage("p");
        try (ZipFile zip = new ZipFile(signed.toFile())) {
            for (String name : List.of("META-INF/A.SF", "META-INF/A.EC", "q/Some.class")) {
                merged.with(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
            }
        }
        merged.jar(bad);
        Files.delete(signed);
        onlyError(
                scan(),
                Reason.UNREADABLE,
                "it was changed after it was signed, or has the signature of another jar (",
                "; get it again from its publisher, or, if it was merged from several jars, leave"
                        + " META-INF/*.SF, *.RSA, *.DSA and *.EC out of it");
    }

    @Test
    @DisplayName("and one with a signature that fits is used")
    void soundSignature() throws Exception {
        Path signed = Artifact.plain().withPackage("p").jar(temp.resolve("signed.jar"));
        String keys = temp.resolve("keys.p12").toString();
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "a",
                "-dname",
                "CN=A",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keys);
        run("jarsigner", "-storepass", "changeit", "-keystore", keys, signed.toString(), "a");
        installed(scan(), "signed", "sound");
    }

    private static void run(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor());
    }

    private void replaceManifest(String manifest) throws IOException {
        Path changed = temp.resolve("changed");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(changed));
                ZipFile old = new ZipFile(bad.toFile())) {
            for (ZipEntry entry : old.stream().toList()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                    zip.write(manifest.getBytes(StandardCharsets.UTF_8));
                } else {
                    old.getInputStream(entry).transferTo(zip);
                }
            }
        }
        Files.delete(bad);
        Files.move(changed, bad);
    }

    private static void replaceLast(byte[] bytes, byte[] part, byte[] by) {
        for (int at = bytes.length - part.length; at >= 0; at--) {
            if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                System.arraycopy(by, 0, bytes, at, by.length);
                return;
            }
        }
        throw new IllegalArgumentException("not there");
    }

    private Discovered scan() {
        return Scan.of(new Source(temp, false));
    }
}
