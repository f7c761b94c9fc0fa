package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Zips;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.index.KeptBytes;
import dev.pluginhost.modules.unpack.BundleUse;
import dev.pluginhost.modules.unpack.Sweep;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A bundle that is one zip file")
class ZipHostTest extends HostFixture {

    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path temp;

    private Path cache;
    private Path bundles;
    private Path zip;

    @BeforeEach
    void begin() throws IOException {
        cache = temp.resolve("cache");
        bundles = cache.resolve("pluginhost-bundles");
        zip = plugins.resolve("acme.shop-1.0.zip");
        write(zip, shop("1", ""));
    }

    @AfterEach
    void end() {
        closeAll();
        swept();
    }

    /** A plugin with a library, which says the library's version. */
    private Map<String, byte[]> shop(String version, String before) {
        PluginSource library = PluginSource.module("acme.money")
                .version(version)
                .source(
                        "acme.money.Money",
                        "public class Money { public static String v() { return \"" + version + "\"; } }")
                .exports("acme.money");
        PluginSource plugin = plugin("acme.shop", "Probe.say(\"money \" + acme.money.Money.v());")
                .version(version)
                .requires("acme.money");
        return Zips.entries(Bundle.of(plugin, library), temp.resolve("work"), before);
    }

    private static void write(Path zip, Map<String, byte[]> entries) throws IOException {
        Files.write(zip, Zips.bytes(entries));
        Files.setLastModifiedTime(zip, LONG_AGO);
    }

    private PluginHost cached() {
        return host(builder -> builder.index(cache));
    }

    /** The directories that something was unpacked to. */
    private List<Path> unpacked() {
        swept();
        List<Path> directories = new ArrayList<>();
        for (String file : Zips.below(bundles)) {
            Path path = bundles.resolve(file);
            if (Files.isDirectory(path) && bundles.equals(path.getParent())) {
                directories.add(path);
            }
        }
        return directories;
    }

    /** All that is left but the lock file. */
    private List<String> left() {
        swept();
        return Zips.below(bundles).stream()
                .filter(file -> !file.equals("in-use.lock"))
                .toList();
    }

    /** Waits until nothing is being swept. */
    private static void swept() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("pluginhost-sweep")) {
                try {
                    thread.join(PATIENCE.toMillis());
                    assertFalse(thread.isAlive(), "it does not end");
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private Path jar(String name) {
        return Zips.below(bundles).stream()
                .filter(file -> file.contains(name) && file.endsWith(".jar"))
                .map(bundles::resolve)
                .findFirst()
                .orElseThrow();
    }

    private static List<Problem> errors(PluginHost host) {
        return host.check().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
    }

    @Test
    @DisplayName("is imported with its library, is where the zip file is, and leaves nothing beside it")
    void imported() {
        PluginHost host = cached();
        host.start();
        PluginInfo info = info(host, "acme.shop");
        assertEquals(zip, info.location());
        host.importModule("acme.shop");
        assertTrue(probe.said().contains("money 1"), probe.said()::toString);
        assertEquals(List.of(), errors(host));
        assertEquals(List.of("acme.shop-1.0.zip"), Zips.below(plugins));
    }

    @Test
    @DisplayName("may have one root directory, after which it is named, and be given as a bundle or a source")
    void given() throws IOException {
        Path elsewhere = temp.resolve("some.zip");
        Map<String, byte[]> entries = Zips.entries(
                Bundle.of(PluginSource.module("acme.a"), PluginSource.module("acme.b")),
                temp.resolve("work"),
                "acme.b-2/");
        write(elsewhere, entries);
        for (boolean bundle : List.of(true, false)) {
            PluginHost host =
                    host(builder -> (bundle ? builder.bundle(elsewhere) : builder.plugins(elsewhere)).index(cache));
            assertEquals(elsewhere, info(host, "acme.b").location());
            host.importModule("acme.b");
        }
    }

    @Test
    @DisplayName(
            "is unpacked once, whatever becomes of its bytes if it looks the same, by hosts with a saved graph and without")
    void once() throws IOException {
        cached().start();
        byte[] bytes = Files.readAllBytes(zip);
        try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[bytes.length]));
        }
        Files.setLastModifiedTime(zip, LONG_AGO);
        List<String> before = unpacked().stream().map(Path::toString).toList();
        for (int i = 0; i < 2; i++) {
            PluginHost warm = cached();
            warm.importModule("acme.shop");
            warm.close();
            for (String index : Zips.below(cache)) {
                if (!index.contains("/") && index.endsWith(".index")) {
                    Files.delete(cache.resolve(index));
                }
            }
        }
        assertEquals(2, probe.count("money 1"));
        assertEquals(before, unpacked().stream().map(Path::toString).toList());
        PluginHost looks = cached();
        looks.start();
        looks.refresh();
        assertEquals(Reason.UNREADABLE, errors(looks).get(0).reason(), "a refresh reads what looks the same");
    }

    @Test
    @DisplayName("is unpacked again if a jar was changed, and used as it is if one was only touched")
    void verified() throws IOException {
        cached().close();
        PluginHost first = cached();
        first.start();
        first.close();
        Path money = jar("money");
        byte[] right = Files.readAllBytes(money);
        Files.setLastModifiedTime(money, FileTime.fromMillis(5_000));
        PluginHost touched = cached();
        touched.importModule("acme.shop");
        touched.close();
        assertEquals(FileTime.fromMillis(5_000), Files.getLastModifiedTime(money));
        byte[] wrong = right.clone();
        Arrays.fill(wrong, 0, 30, (byte) 1);
        Files.write(money, wrong);
        cached().importModule("acme.shop");
        assertEquals(2, probe.count("money 1"));
        assertTrue(Arrays.equals(right, Files.readAllBytes(jar("money"))));
        assertEquals(1, unpacked().size(), () -> Zips.below(bundles).toString());
    }

    @Test
    @DisplayName("is unpacked again if what was unpacked is gone, also for a host with a saved graph")
    void gone() throws IOException {
        for (int i = 0; i < 2; i++) {
            PluginHost host = cached();
            host.start();
            host.close();
        }
        Files.delete(jar("money"));
        PluginHost again = cached();
        again.importModule("acme.shop");
        assertEquals(List.of(), errors(again));
    }

    @Test
    @DisplayName("that is unpacked again for an import is not used any more if that import fails on the way")
    void readAgainInVain() throws IOException {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                boolean again = StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getMethodName().equals("readAgain")));
                if (again) {
                    throw new IllegalStateException("no time");
                }
                return Instant.now();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }
        };
        PluginHost host = host(clock, store());
        host.start();
        Files.delete(jar("acme.shop"));
        PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.shop"));
        assertTrue(failure.getMessage().contains("no time"), failure::getMessage);
        host.close();
        Files.delete(zip);
        sweep();
        assertEquals(List.of(), left());
    }

    @Test
    @DisplayName("is unpacked by many hosts at the same time, and is there once")
    void manyHosts() {
        List<Callable<String>> hosts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            PluginHost host = cached();
            hosts.add(() -> host.importModule("acme.shop").name());
        }
        assertEquals(6, race(hosts).size());
        assertEquals(1, unpacked().size(), () -> Zips.below(bundles).toString());
        assertEquals(
                2,
                Zips.below(unpacked().get(0)).stream()
                        .filter(file -> file.endsWith(".jar"))
                        .count());
    }

    @Test
    @DisplayName("is removed from the cache when it is uninstalled and its plugin is unloaded, or the host is closed")
    void removed() throws IOException {
        PluginHost host = cached();
        host.importModule("acme.shop");
        Files.delete(zip);
        assertEquals(List.of("acme.shop"), host.refresh().removed());
        assertEquals(1, unpacked().size(), "its plugin runs");
        get(host.unload("acme.shop"));
        assertEquals(List.of(), left());
    }

    @Test
    @DisplayName("stays in the cache when the host is closed, and goes at the next start if it is not there any more")
    void stays() throws IOException {
        PluginHost host = cached();
        host.importModule("acme.shop");
        host.close();
        assertEquals(1, unpacked().size());
        Files.delete(zip);
        cached().start();
        assertEquals(List.of(), left());
    }

    @Test
    @DisplayName("is replaced by a reload, and the old one is kept until then")
    void reload() throws IOException {
        PluginHost host = cached();
        ImportedModule old = host.importModule("acme.shop");
        Path before = unpacked().get(0);
        write(zip, shop("2", "acme.shop-2/"));
        assertEquals(List.of("acme.shop"), host.refresh().changed());
        assertTrue(Files.exists(before));
        assertEquals("1", old.version().orElseThrow().toString());
        get(host.reload("acme.shop"));
        assertTrue(probe.said().contains("money 2"), probe.said()::toString);
        assertEquals(1, unpacked().size());
        assertNotEquals(before, unpacked().get(0));
    }

    @Test
    @DisplayName("comes back as it was if the new one does not start")
    void restored() throws IOException {
        PluginHost host = cached();
        host.importModule("acme.shop");
        PluginSource bad =
                PluginSource.plugin("acme.shop").version("2").onStart("throw new IllegalStateException(\"no\");");
        write(zip, Zips.entries(Bundle.of(bad), temp.resolve("work"), ""));
        failureOf(host.reload("acme.shop"));
        assertEquals(2, probe.count("money 1"));
        assertTrue(host.find("acme.shop").isPresent());
    }

    @Test
    @DisplayName("that was packed again with the same jars is not changed")
    void packedAgain() throws IOException {
        PluginHost host = cached();
        host.start();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Map<String, byte[]> same = new LinkedHashMap<>();
        Path work = unpacked().get(0).resolve("acme.shop-1.0");
        for (String jar : Zips.below(work)) {
            same.put(jar, Files.readAllBytes(work.resolve(jar)));
        }
        entries.put("README.txt", new byte[10]);
        entries.putAll(same);
        write(zip, entries);
        assertEquals(List.of(), host.refresh().changed());
    }

    @Test
    @DisplayName("that is half copied is a problem; what runs goes on, and nothing is left")
    void halfCopied() throws IOException {
        PluginHost host = cached();
        host.importModule("acme.shop");
        byte[] next = Zips.bytes(shop("2", ""));
        Files.write(zip, Arrays.copyOf(next, next.length / 2));
        host.refresh();
        Problem problem = errors(host).get(0);
        assertEquals(Reason.UNREADABLE, problem.reason());
        assertEquals(zip, problem.location().orElseThrow());
        assertTrue(problem.message().contains("it is not a zip file, or only a part of one"), problem::message);
        assertTrue(host.find("acme.shop").isPresent());
        assertEquals(1, unpacked().size());
    }

    @Test
    @DisplayName("names the right one of two that have the same broken jar")
    void equalZips() throws IOException {
        Map<String, byte[]> entries = Map.of("a-1/a.jar", "no jar".getBytes(StandardCharsets.UTF_8));
        Path other = plugins.resolve("z.zip");
        write(zip, entries);
        write(other, entries);
        assertEquals(
                List.of(zip, other),
                errors(cached()).stream()
                        .map(problem -> problem.location().orElseThrow())
                        .toList());
    }

    @Test
    @DisplayName("names a jar in it that cannot be used, and not where that was unpacked to")
    void brokenJar() throws IOException {
        Map<String, byte[]> entries = shop("1", "acme.shop-1/");
        entries.put("acme.shop-1/money2.jar", "no jar".getBytes(StandardCharsets.UTF_8));
        write(zip, entries);
        Problem problem = errors(cached()).get(0);
        assertTrue(
                problem.message()
                        .startsWith(zip.resolve("money2.jar") + ", a part of the bundle acme.shop-1.0.zip, is broken"),
                problem::message);
        assertFalse(problem.message().contains(cache.toString()), problem::message);
        PluginException failure = assertThrows(PluginException.class, () -> cached().importModule("acme.shop"));
        assertTrue(
                String.valueOf(failure.getMessage())
                        .contains(zip.resolve("money2.jar").toString()),
                failure::getMessage);
    }

    @Test
    @DisplayName("that another process uses stays until that ends, however it ends")
    void otherProcess() throws Exception {
        PluginHost host = cached();
        host.start();
        String hash = unpacked().get(0).getFileName().toString();
        Path source = temp.resolve("Holder.java");
        Files.writeString(source, """
                public class Holder {
                    public static void main(String[] file) throws Exception {
                        var channel = java.nio.channels.FileChannel.open(java.nio.file.Path.of(file[0]),
                                java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE);
                        long range = Long.parseLong(file[1].substring(0, 12), 16) >>> 1;
                        var lock = channel.lock((range << 15) + 7, 1, true);
                        System.out.println("locked " + lock);
                        System.in.read();
                    }
                }
                """);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        source.toString(),
                        bundles.resolve("in-use.lock").toString(),
                        hash)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = holder.inputReader()) {
            assertTrue(String.valueOf(out.readLine()).startsWith("locked"));
            Files.delete(zip);
            host.refresh();
            assertEquals(1, unpacked().size(), "it is in use");
            host.close();
            assertEquals(1, unpacked().size(), "it is in use");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        write(plugins.resolve("other.zip"), shop("2", ""));
        cached().start();
        assertEquals(1, unpacked().size(), () -> Zips.below(bundles).toString());
        assertFalse(Files.exists(bundles.resolve(hash)));
    }

    @Test
    @DisplayName("is followed by the watch: unpacked and imported, replaced, and unloaded when it is deleted")
    void watched() throws IOException {
        Files.delete(zip);
        PluginHost host = host(builder -> builder.index(cache).watch(Duration.ofMillis(20)));
        host.start();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        host.listen(new PluginListener() {
            @Override
            public void unloaded(ImportedModule module) {
                if (Files.notExists(zip)) {
                    gone.complete(true);
                }
            }
        });
        Map<String, byte[]> eager = Zips.entries(Bundle.of(plugin("acme.shop").eager()), temp.resolve("work"), "");
        copy(eager);
        probe.awaitReached("started acme.shop");
        copy(Zips.entries(Bundle.of(plugin("acme.shop").version("2").eager()), temp.resolve("work"), ""));
        probe.awaitReached("started acme.shop", 2);
        Files.delete(zip);
        get(gone);
        host.close();
        assertEquals(List.of(), left());
    }

    /** As a program copies a file in place. */
    private void copy(Map<String, byte[]> entries) throws IOException {
        byte[] bytes = Zips.bytes(entries);
        try (OutputStream out = Files.newOutputStream(zip)) {
            for (byte b : bytes) {
                out.write(b);
            }
        }
    }

    @Test
    @DisplayName("stays in the cache while another version of the host knows of something there")
    void otherVersion() throws IOException {
        cached().start();
        Path other = plugins.resolve("other.zip");
        write(other, Zips.entries(Bundle.of(PluginSource.module("acme.other")), temp.resolve("work"), ""));
        PluginHost host = cached();
        host.start();
        Path origin = originOf(other);
        byte[] bytes = Files.readAllBytes(origin);
        ByteArrayOutputStream later = new ByteArrayOutputStream();
        later.write(bytes, 0, bytes.length - Integer.BYTES);
        byte[] otherFormat = later.toByteArray();
        otherFormat[11]++;
        later.reset();
        later.writeBytes(otherFormat);
        Files.write(origin, KeptBytes.end(later));
        Files.delete(other);
        closeAll();
        sweep();
        assertEquals(2, unpacked().size());
        assertTrue(Files.exists(origin));
        Files.write(origin, bytes);
        sweep();
        assertEquals(1, unpacked().size());
        assertFalse(Files.exists(origin));
    }

    @Test
    @DisplayName("is removed from the cache also where what is known of it, or of another one, is damaged")
    void damagedOrigin() throws IOException {
        Path other = plugins.resolve("other.zip");
        write(other, Zips.entries(Bundle.of(PluginSource.module("acme.other")), temp.resolve("work"), ""));
        cached().start();
        Path origin = originOf(other);
        Files.write(origin, new byte[] {1, 2, 3});
        Files.delete(other);
        Files.delete(zip);
        closeAll();
        sweep();
        assertEquals(List.of(), left());
    }

    private IndexStore store() {
        return new IndexStore(cache, (message, thrown) -> {}, message -> {});
    }

    private void sweep() {
        Sweep.soon(store());
        swept();
    }

    /** The file about a zip file in the cache. */
    private Path originOf(Path zip) throws IOException {
        for (String file : Zips.below(bundles)) {
            if (file.endsWith(".index")
                    && Files.readString(bundles.resolve(file), StandardCharsets.ISO_8859_1)
                            .contains(zip.toString())) {
                return bundles.resolve(file);
            }
        }
        throw new AssertionError(zip + " was not unpacked");
    }

    @Test
    @DisplayName(
            "is not what a part of a plugin is that is a directory with such a name: nothing beside that is touched")
    void namedLikeZip() throws IOException {
        Path target = temp.resolve("project/target");
        Path resources = Files.createDirectories(target.resolve("res.zip"));
        Path classes = Files.move(
                PluginSource.plugin("acme.parts").explodedIn(temp.resolve("built")), target.resolve("classes"));
        Files.writeString(resources.resolve("a.txt"), "a");
        Path project = Objects.requireNonNull(target.getParent());
        Files.createDirectories(temp.resolve("new-0123456789abcdef"));
        Files.createDirectories(project.resolve("gone-0123456789abcdef"));
        Files.createFile(temp.resolve("0123456789abcdef0123456789abcdef01234567-0123456789abcdef.lock"));
        List<String> before = Zips.below(temp);
        PluginHost host =
                host(builder -> builder.plugin("acme.parts", resources, classes).noIndex());
        host.importModule("acme.parts");
        assertEquals(before, Zips.below(temp));
        get(host.unload("acme.parts"));
        host.close();
        assertEquals(before, Zips.below(temp));
    }

    @Test
    @DisplayName("is unpacked beside what an application has there, and only what a host has left is removed")
    void applicationsFiles() throws IOException {
        List<String> own = List.of(
                "bundles/new-shop/shop.jar",
                "bundles/app.lock",
                "pluginhost-bundles/new-shop/a.jar",
                "pluginhost-bundles/Cargo.lock",
                "pluginhost-bundles/gone-with/the.wind",
                "bundles/new-0123456789abcdef/a");
        for (String file : own) {
            Files.createDirectories(Objects.requireNonNull(cache.resolve(file).getParent()));
            Files.createFile(cache.resolve(file));
        }
        Path left = Files.createDirectories(bundles.resolve("new-0123456789abcdef"));
        sweep();
        assertTrue(Files.exists(left), "nobody has unpacked anything there yet");
        cached().start();
        swept();
        assertFalse(Files.exists(left));
        for (String file : own) {
            assertTrue(Files.exists(cache.resolve(file)), file);
        }
    }

    @Test
    @DisplayName("is not removed while one of many uses it")
    void manyUsers() throws Exception {
        PluginHost host = cached();
        host.start();
        Path directory = unpacked().get(0);
        List<Callable<Boolean>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(() -> {
                boolean there = true;
                for (int turn = 0; turn < 50; turn++) {
                    BundleUse use = BundleUse.of(zip, directory);
                    Files.createDirectories(directory);
                    sweep();
                    there &= Files.exists(directory);
                    use.close();
                }
                return there;
            });
        }
        closeAll();
        Files.delete(zip);
        assertEquals(List.of(true, true, true, true), race(users));
        assertEquals(List.of(), left());
    }

    @Test
    @DisplayName("cannot be used where there is no place to unpack it, and the message says what to do")
    void noPlace() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        PluginHost host = host(builder -> builder.index(file));
        String message = errors(host).get(0).message();
        assertTrue(message.contains(zip.toString()) && message.contains("index(...)"), message);
    }
}
