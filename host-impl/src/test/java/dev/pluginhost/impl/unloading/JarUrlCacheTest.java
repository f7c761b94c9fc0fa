package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A jar that a library has opened through the text of a resource's URL")
class JarUrlCacheTest extends HostFixture {

    /** Ways to a URL of the JDK's own. */
    private enum Way {
        TEXT {
            @Override
            URL parse(URL url) throws IOException {
                return new URL(url.toExternalForm());
            }
        },
        FRAGMENT {
            @Override
            URL parse(URL url) throws IOException {
                return new URL(url + "#x");
            }
        },
        FILE {
            @Override
            URL parse(URL url) throws IOException {
                return new URL("jar:" + url.getFile());
            }
        };

        abstract URL parse(URL url) throws IOException;
    }

    @TempDir
    private Path temp;

    @Test
    @DisplayName("is not kept open by the JDK after unload")
    void unload() throws IOException {
        install(saying("one"));
        PluginHost host = host();
        for (Way way : Way.values()) {
            assertEquals("one", read(way, host.importModule("acme.a")));
            get(host.unload("acme.a"));
            assertEquals(0, OpenFiles.below(plugins), way.name());
        }
    }

    @Test
    @DisplayName("and replaced is not read by the JDK in the next life, nor kept open")
    void replaced() throws IOException {
        Path jar = install(saying("one"));
        PluginHost host = host();
        for (Way way : Way.values()) {
            assertEquals("one", read(way, host.importModule("acme.a")));
            replace(jar, "two");
            get(host.unload("acme.a"));
            assertEquals(0, OpenFiles.below(plugins), way.name());
            host.refresh();
            assertEquals("two", read(way, host.importModule("acme.a")));
            replace(jar, "one");
            get(host.reload("acme.a"));
            assertEquals("one", read(way, host.importModule("acme.a")));
        }
        host.close();
        assertEquals(0, OpenFiles.below(plugins));
    }

    @Test
    @DisplayName("and deleted is not kept open by the JDK after unload")
    void deleted() throws IOException {
        Path jar = install(saying("one"));
        PluginHost host = host();
        assertEquals("one", read(Way.TEXT, host.importModule("acme.a")));
        Files.delete(jar);
        get(host.unload("acme.a"));
        assertEquals(0, OpenFiles.below(plugins));
    }

    @Test
    @DisplayName("is read anew if it was overwritten in place, its size and time kept")
    void overwritten() throws IOException {
        Path jar = install(saying("one"));
        PluginHost host = host();
        assertEquals("one", read(Way.TEXT, host.importModule("acme.a")));
        Path other = saying("two").jar(temp);
        assertEquals(Files.size(jar), Files.size(other));
        var time = Files.getLastModifiedTime(jar);
        Files.write(jar, Files.readAllBytes(other));
        Files.setLastModifiedTime(jar, time);
        assertEquals(List.of("acme.a"), host.refresh().changed());
        get(host.reload("acme.a"));
        assertEquals("two", read(Way.TEXT, host.importModule("acme.a")));
    }

    private static PluginSource saying(String text) {
        return PluginSource.module("acme.a").resource("text.txt", text);
    }

    private void replace(Path jar, String text) throws IOException {
        Files.move(saying(text).jar(temp), jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves the jar in the JDK's cache. */
    private static String read(Way way, ImportedModule module) throws IOException {
        URL url = Objects.requireNonNull(module.module().getClassLoader().getResource("text.txt"));
        try (InputStream in = way.parse(url).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
