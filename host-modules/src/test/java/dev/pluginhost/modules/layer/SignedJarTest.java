package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedJarTest {

    private static final String PASSWORD = "changeit";

    /** Signing takes two runs of the JDK's tools, so it is done once. */
    @TempDir
    static Path tools;

    @TempDir
    Path directory;

    private final Layers layers = new Layers();
    private Path jar;

    @BeforeAll
    static void sign() throws Exception {
        Path signed = PluginSource.module("acme.x")
                .declares("opens acme.x")
                .source("acme.x.First", "public class First {}")
                .source("acme.x.Second", "public class Second {}")
                .source("acme.x.Versioned", "public class Versioned {}")
                .multiRelease(11, "acme.x.Versioned", "public class Versioned { int recent; }")
                .resource("acme/x/text.txt", "text")
                .jar(tools);
        Path keys = tools.resolve("keys.p12");
        run(
                "keytool -genkeypair -alias acme -dname CN=Acme -keyalg EC -storetype PKCS12 -storepass " + PASSWORD
                        + " -keystore",
                keys.toString());
        run("jarsigner -storepass " + PASSWORD + " -keystore", keys.toString(), signed.toString(), "acme");
    }

    @BeforeEach
    void copy() throws IOException {
        jar = Files.copy(tools.resolve("acme.x.jar"), directory.resolve("acme.x.jar"));
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static void run(String words, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words.split(" ", -1)));
        String tool = command.get(0);
        command.set(0, Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(more));
        Path output = tools.resolve(tool + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    private void tamperWith(String entry) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path file = zip.getPath(entry);
            byte[] content = Files.readAllBytes(file);
            content[content.length - 1] ^= 1;
            Files.write(file, content);
        }
    }

    private static String signer(CodeSigner... signers) {
        return ((X509Certificate)
                        signers[0].getSignerCertPath().getCertificates().get(0))
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    @DisplayName("Classes of a signed jar have their signer and share a protection domain")
    void signed() throws Exception {
        ClassLoader loader = layers.define(jar).loader();

        Class<?> first = loader.loadClass("acme.x.First");
        CodeSource source = first.getProtectionDomain().getCodeSource();
        assertEquals("CN=Acme", signer(source.getCodeSigners()));
        assertEquals(1, source.getCertificates().length);
        assertEquals(jar.toUri().toURL(), source.getLocation());
        assertSame(
                first.getProtectionDomain(), loader.loadClass("acme.x.Second").getProtectionDomain());
    }

    @Test
    @DisplayName("A versioned class of a signed jar has its signer")
    void versioned() throws Exception {
        Class<?> versioned = layers.define(jar).loader().loadClass("acme.x.Versioned");

        assertNotNull(versioned.getDeclaredField("recent"));
        assertNotNull(versioned.getProtectionDomain().getCodeSource().getCodeSigners());
    }

    @Test
    @DisplayName("Classes of an unsigned jar have none")
    void unsigned() throws Exception {
        Path unsigned = PluginSource.module("acme.y")
                .source("acme.y.C", "public class C {}")
                .jar(directory);
        Class<?> type = layers.define(unsigned).loader().loadClass("acme.y.C");

        assertNull(type.getProtectionDomain().getCodeSource().getCodeSigners());
    }

    @Test
    @DisplayName("A class that was tampered with is not loaded but the others are")
    void tampered() throws Exception {
        tamperWith("acme/x/First.class");
        ClassLoader loader = layers.define(jar).loader();

        SecurityException failure = assertThrows(SecurityException.class, () -> loader.loadClass("acme.x.First"));
        assertTrue(failure.getMessage().contains("acme/x/First.class"), failure::getMessage);
        assertNotNull(loader.loadClass("acme.x.Second"));
    }

    @Test
    @DisplayName("A resource that was tampered with is not read")
    void tamperedResource() throws Exception {
        tamperWith("acme/x/text.txt");
        ClassLoader loader = layers.define(jar).loader();

        try (InputStream in = loader.getResourceAsStream("acme/x/text.txt")) {
            assertThrows(SecurityException.class, in::readAllBytes);
        }
    }

    @Test
    @DisplayName("The connection to a resource has its certificates once it is read")
    void certificates() throws Exception {
        ClassLoader loader = layers.define(jar).loader();
        JarURLConnection connection =
                (JarURLConnection) loader.getResource("acme/x/text.txt").openConnection();

        try (InputStream in = connection.getInputStream()) {
            in.readAllBytes();
        }

        assertEquals(1, connection.getCertificates().length);
        assertNotNull(connection.getAttributes());
    }

    @Test
    @DisplayName("Signers are the same after the jar was closed while idle")
    void closedWhileIdle() throws Exception {
        JarFiles budget = new JarFiles(1, message -> {});
        try (Layers own = new Layers(budget)) {
            ClassLoader loader = own.define(jar).loader();
            Class<?> first = loader.loadClass("acme.x.First");
            JarURLConnection connection =
                    (JarURLConnection) loader.getResource("acme/x/text.txt").openConnection();
            connection.getInputStream().readAllBytes();
            budget.closeIdle();
            assertEquals(0, budget.count());

            assertEquals(1, connection.getCertificates().length);
            budget.closeIdle();
            assertSame(
                    first.getProtectionDomain(),
                    loader.loadClass("acme.x.Second").getProtectionDomain());
        }
    }

    @Test
    @DisplayName("A class that is tampered with while the jar is closed is not loaded")
    void tamperedWhileClosed() throws Exception {
        JarFiles budget = new JarFiles(1, message -> {});
        try (Layers own = new Layers(budget)) {
            ClassLoader loader = own.define(jar).loader();
            budget.closeIdle();
            tamperWith("acme/x/First.class");

            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("acme.x.First"));
        }
    }
}
