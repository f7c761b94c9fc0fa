package dev.pluginhost.impl.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The contents of a jar")
class ContentsTest {

    @TempDir
    Path directory;

    /** A provider that has SHA-256, and must not be asked for it. */
    private static final class Plugins extends Provider {

        private static final long serialVersionUID = 1L;

        private final transient AtomicBoolean asked = new AtomicBoolean();

        Plugins() {
            super("acme", "1", "a plugin's");
            putService(new Service(this, "MessageDigest", "SHA-256", "none", null, null) {
                @Override
                public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
                    asked.set(true);
                    throw new NoSuchAlgorithmException("none");
                }
            });
        }
    }

    @Test
    @DisplayName(
            "are known again without a security provider that a plugin has put first, which would be kept for good")
    void noOtherProvider() throws Exception {
        Path one = PluginSource.module("one").resource("text.txt", "1").jar(directory);
        Path two = PluginSource.module("two").resource("text.txt", "2").jar(directory);
        Plugins provider = new Plugins();
        assertEquals(1, Security.insertProviderAt(provider, 1));
        try (JarFile first = new JarFile(one.toFile());
                JarFile second = new JarFile(two.toFile())) {
            assertEquals(Contents.of(first), Contents.of(first));
            assertFalse(Contents.of(first).equals(Contents.of(second)));
        } finally {
            Security.removeProvider("acme");
        }
        assertFalse(provider.asked.get(), "a plugin's provider was asked");
    }
}
