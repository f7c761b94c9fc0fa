package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.testkit.PluginSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that changed, of the same size, time and inode,")
class SameSizeAndTimeTest extends HostFixture {

    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path temp;

    private byte[] first;
    private byte[] second;
    private Path jar;

    /** Two jars of stored entries, of the same size: one provides {@code acme.a.B}, the other {@code acme.a.C}. */
    @BeforeEach
    void begin() throws IOException {
        first = stored(version("1.1", "B").bytes());
        second = stored(version("1.2", "C").bytes());
        int size = Math.max(first.length, second.length) + 200;
        first = padded(first, size);
        second = padded(second, size);
        jar = plugins.resolve("acme.a.jar");
        write(jar, first);
    }

    @Test
    @DisplayName("is read again in the next run when it is imported, and is known from then on")
    void nextRun() throws IOException {
        try (PluginHost host = withIndex()) {
            host.start();
            assertEquals("1.1", version(host));
        }
        write(jar, second);
        for (int run = 0; run < 2; run++) {
            try (PluginHost host = withIndex()) {
                host.start();
                assertEquals(run == 0 ? "1.1" : "1.2", version(host));
                assertEquals(List.of("C"), imported(host));
                assertEquals("1.2", version(host));
            }
        }
    }

    @Test
    @DisplayName("is known in the next run after it was seen by refresh")
    void nextRunAfterRefresh() throws IOException {
        try (PluginHost host = withIndex()) {
            host.start();
            write(jar, second);
            assertEquals(List.of("acme.a"), host.refresh().changed());
        }
        try (PluginHost host = withIndex()) {
            host.start();
            assertEquals("1.2", version(host));
        }
    }

    @Test
    @DisplayName("and is no jar any more fails when it is imported, and is a problem in the next run")
    void broken() throws IOException {
        try (PluginHost host = withIndex()) {
            host.start();
        }
        write(jar, new byte[first.length]);
        try (PluginHost host = withIndex()) {
            assertEquals(List.of(), host.start().problems());
            PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.a"));
            assertEquals(Reason.UNREADABLE, failure.reason());
        }
        try (PluginHost host = withIndex()) {
            assertEquals(Reason.UNREADABLE, host.start().problems().get(0).reason());
        }
    }

    @Test
    @DisplayName("and is no jar any more is a problem in the next run after it was seen by refresh")
    void brokenAfterRefresh() throws IOException {
        try (PluginHost host = withIndex()) {
            host.start();
            write(jar, new byte[first.length]);
            assertEquals(Reason.UNREADABLE, host.refresh().problems().get(0).reason());
        }
        try (PluginHost host = withIndex()) {
            assertEquals(Reason.UNREADABLE, host.start().problems().get(0).reason());
        }
    }

    @Test
    @DisplayName("leaves the notes of an earlier run when it is read again")
    void notes() throws IOException {
        Path older = plugins.resolve("older.jar");
        write(older, version("1.0", "B").bytes());
        try (PluginHost host = withIndex()) {
            host.start();
        }
        write(jar, second);
        try (PluginHost host = withIndex()) {
            assertEquals(Reason.SHADOWED, host.start().problems().get(0).reason());
            assertEquals("1.1", version(host));
            assertEquals(List.of("C"), imported(host));
            assertEquals(Reason.SHADOWED, host.check().get(0).reason());
        }
    }

    @Test
    @DisplayName("is seen by refresh, with an index and without")
    void refresh() throws IOException {
        for (PluginHost host : List.of(withIndex(), host())) {
            write(jar, first);
            host.refresh();
            write(jar, second);
            assertEquals(List.of("acme.a"), host.refresh().changed());
            assertEquals("1.2", version(host));
            assertEquals(List.of(), host.refresh().changed());
            assertEquals(List.of("C"), imported(host));
        }
    }

    @Test
    @DisplayName("is seen by refresh while the plugin is imported")
    void refreshImported() throws IOException {
        PluginHost host = host();
        assertEquals(List.of("B"), imported(host));
        write(jar, second);
        assertEquals(List.of("acme.a"), host.refresh().changed());
        get(host.unload("acme.a"));
        assertEquals("1.2", version(host));
        assertEquals(List.of("C"), imported(host));
    }

    @Test
    @DisplayName("is brought in by reload, which says so")
    void reload() throws IOException {
        for (PluginHost host : List.of(withIndex(), host())) {
            write(jar, first);
            host.refresh();
            assertEquals(List.of("B"), imported(host));
            write(jar, second);
            Reloaded reloaded = get(host.reload("acme.a")).plugins().get(0);
            assertTrue(reloaded.changed());
            assertEquals("1.2", reloaded.after().orElseThrow().toString());
            assertEquals(List.of("C"), imported(host));
            host.close();
        }
    }

    @Test
    @DisplayName("is brought in by reload while another host has the old one imported")
    void reloadWithAnotherHost() throws IOException {
        PluginHost other = host();
        assertEquals(List.of("B"), imported(other));
        PluginHost host = host();
        assertEquals(List.of("B"), imported(host));
        write(jar, second);
        assertTrue(get(host.reload("acme.a")).plugins().get(0).changed());
        assertEquals(List.of("C"), imported(host));
    }

    @Test
    @DisplayName("is brought in by the watch")
    void watch() throws Exception {
        CountDownLatch again = new CountDownLatch(2);
        PluginHost host = host(builder -> builder.watch(Duration.ofMillis(50)));
        host.listen(Supplier.class, new ServiceListener<Object>() {
            @Override
            public void added(Object service, ImportedModule module) {
                again.countDown();
            }

            @Override
            public void removed(Object service, ImportedModule module) {}
        });
        host.start();
        assertEquals(List.of("B"), imported(host));
        write(jar, second);
        assertTrue(again.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals("1.2", version(host));
        assertEquals(List.of("C"), imported(host));
    }

    @Test
    @DisplayName("is read again when it is imported, with an index and without")
    void beforeImport() throws IOException {
        for (PluginHost host : List.of(withIndex(), host())) {
            write(jar, first);
            host.refresh();
            write(jar, second);
            assertEquals(List.of("C"), imported(host));
            assertEquals("1.2", version(host));
        }
    }

    @Test
    @DisplayName("is read again when it is imported, though it was deleted and written anew")
    void deletedAndWritten() throws IOException {
        PluginHost host = host();
        host.start();
        Files.delete(jar);
        write(jar, second);
        assertEquals(List.of("C"), imported(host));
        assertEquals("1.2", version(host));
    }

    @Test
    @DisplayName("and requires another plugin now has that one imported before")
    void otherPrerequisite() throws IOException {
        install(plugin("acme.other").exports("acme.other").source("acme.other.Api", "public class Api {}"));
        PluginHost host = host();
        host.start();
        Path built = temp.resolve("built");
        Files.createDirectories(built);
        byte[] requiring = PluginSource.module("acme.a")
                .version("1.3")
                .requires("acme.other")
                .compiledAgainst(plugins.resolve("acme.other.jar"))
                .declares("provides java.util.function.Supplier with acme.a.D")
                .source(
                        "acme.a.D",
                        "public class D implements java.util.function.Supplier<Object> { public Object get() { return"
                                + " acme.other.Api.class.getSimpleName(); } }")
                .bytes();
        Files.write(jar, requiring);
        assertEquals(List.of("Api"), imported(host));
        assertTrue(host.find("acme.other").isPresent());
        get(host.unload("acme.other"));
        assertTrue(host.find("acme.a").isEmpty(), "it requires what has left");
    }

    @Test
    @DisplayName("is read again for a plugin that requires it, which fails with what is wrong with it now")
    void ofAPrerequisite() throws IOException {
        install(plugin("acme.user").requires("acme.a").compiledAgainst(jar));
        PluginHost host = host();
        host.start();
        write(jar, second);
        host.importModule("acme.user");
        assertEquals(
                "1.2", host.find("acme.a").orElseThrow().version().orElseThrow().toString());
    }

    @Test
    @DisplayName("is seen where it is a bundle's library")
    void library() throws IOException {
        Path bundle = Files.createDirectory(plugins.resolve("acme.b"));
        Path library = bundle.resolve("lib.jar");
        write(library, lib("one", 0));
        int size = (int) Files.size(library) + 300;
        write(library, lib("one", size));
        PluginSource.plugin("acme.b")
                .requires("lib")
                .compiledAgainst(library)
                .probe(probe)
                .onStart("Probe.say(lib.Text.text());")
                .jar(bundle);
        PluginHost host = host();
        host.start();
        write(library, lib("two", size));
        assertEquals(List.of("acme.b"), host.refresh().changed());
        host.importModule("acme.b");
        write(library, lib("six", size));
        assertTrue(get(host.reload("acme.b")).plugins().get(0).changed());
        assertEquals(List.of("two", "six"), probe.said());
    }

    @Test
    @DisplayName("is seen where it is the declaration of an exploded module")
    void exploded() throws IOException {
        Files.delete(jar);
        Path one = version("1.1", "B").explodedIn(plugins);
        Path other = version("1.2", "B").explodedIn(temp);
        Path declaration = one.resolve("module-info.class");
        Files.setLastModifiedTime(declaration, LONG_AGO);
        PluginHost host = host();
        host.start();
        assertEquals("1.1", version(host));
        byte[] bytes = Files.readAllBytes(other.resolve("module-info.class"));
        assertEquals(Files.size(declaration), bytes.length);
        Files.write(declaration, bytes);
        Files.setLastModifiedTime(declaration, LONG_AGO);
        imported(host);
        assertEquals("1.2", version(host));
        assertEquals(
                "1.2", host.find("acme.a").orElseThrow().version().orElseThrow().toString());
    }

    @Test
    @DisplayName("does not count as changed if only its permissions have, or it got another name")
    void permissions() throws IOException {
        PluginHost host = withIndex();
        host.start();
        Files.createLink(temp.resolve("link"), jar);
        assertEquals(List.of(), host.refresh().changed());
        assertEquals(List.of("B"), imported(host));
    }

    private PluginHost withIndex() {
        return host(builder -> builder.index(temp.resolve("index")));
    }

    private static String version(PluginHost host) {
        return info(host, "acme.a").version().orElseThrow().toString();
    }

    private static List<String> imported(PluginHost host) {
        host.importModule("acme.a");
        return host.services(Supplier.class).stream()
                .map(service -> String.valueOf(service.get()))
                .toList();
    }

    private static PluginSource version(String version, String provider) {
        return PluginSource.module("acme.a")
                .version(version)
                .declares("provides java.util.function.Supplier with acme.a." + provider)
                .source(
                        "acme.a." + provider,
                        "public class " + provider + " implements java.util.function.Supplier<Object> {"
                                + " public Object get() { return \"" + provider + "\"; } }");
    }

    private static byte[] lib(String text, int size) throws IOException {
        byte[] jar = stored(PluginSource.module("lib")
                .exports("lib")
                .source("lib.Text", "public class Text { public static String text() { return \"" + text + "\"; } }")
                .bytes());
        return size == 0 ? jar : padded(jar, size);
    }

    /** Overwrites a file, keeping its inode, as {@code cp -p} does. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Fingerprint before = Files.exists(file) ? Fingerprint.of(file) : null;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, LONG_AGO);
        if (before != null && before.size() == bytes.length && before.modified().equals(LONG_AGO)) {
            assertTrue(before.isLike(Fingerprint.of(file)));
        }
    }

    private static byte[] stored(byte[] jar) throws IOException {
        return copied(jar, -1);
    }

    /** With one more entry, which makes it as long as that. */
    private static byte[] padded(byte[] jar, int size) throws IOException {
        return copied(jar, size - copied(jar, 0).length);
    }

    private static byte[] copied(byte[] jar, int padding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                store(out, entry.getName(), in.readAllBytes());
            }
            if (padding >= 0) {
                store(out, "padding", new byte[padding]);
            }
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream out, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        entry.setTime(LONG_AGO.toMillis());
        out.putNextEntry(entry);
        out.write(content);
    }
}
