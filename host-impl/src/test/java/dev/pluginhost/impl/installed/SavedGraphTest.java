package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.modules.index.KeptBytes;
import dev.pluginhost.testkit.PluginSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The graph of an earlier start")
class SavedGraphTest extends HostFixture {

    private static final UnaryOperator<PluginHost.Builder> DEFAULT = UnaryOperator.identity();

    @TempDir
    private Path temp;

    private Path place;
    private Path base;

    @BeforeEach
    void begin() throws IOException {
        place = temp.resolve("index");
        base = install(
                plugin("acme.base").version("1").exports("acme.base").source("acme.base.Api", "public class Api {}"));
        install(PluginSource.plugin("acme.user")
                .requires("acme.base")
                .compiledAgainst(base)
                .probe(probe)
                .onStart("Probe.say(acme.base.Api.class.getSimpleName());")
                .declares("provides java.util.function.Supplier with acme.user.Text")
                .source(
                        "acme.user.Text",
                        "public class Text implements java.util.function.Supplier<String> {"
                                + " public String get() { return \"text\"; } }"));
        Path bundle = Files.createDirectory(plugins.resolve("acme.bundle"));
        Path library = PluginSource.module("lib")
                .exports("lib")
                .source("lib.Lib", "public class Lib {}")
                .jar(bundle);
        PluginSource.plugin("acme.bundle")
                .requires("lib")
                .compiledAgainst(library)
                .probe(probe)
                .onStart("Probe.say(lib.Lib.class.getSimpleName());")
                .jar(bundle);
        PluginSource.module("acme.exploded").version("3").explodedIn(plugins);
        age();
    }

    @Test
    @DisplayName("is that of now while nothing has changed, and no index is read or made for it")
    void same() throws IOException {
        List<PluginInfo> listed = listed(DEFAULT);
        List<Problem> checked = checked();
        Files.delete(file("plugindx"));
        assertEquals(listed, listed(DEFAULT));
        assertEquals(List.of("plugingr"), kinds());
        assertEquals(checked, checked());
        PluginHost host = withIndex(DEFAULT);
        host.start();
        assertEquals(
                List.of("text"),
                get(host.importServices(Supplier.class)).stream()
                        .map(text -> ((Supplier<?>) text).get())
                        .toList());
        host.importModule("acme.bundle");
        assertEquals(
                "3", host.importModule("acme.exploded").version().orElseThrow().toString());
        assertEquals(List.of("started acme.base", "Api", "Lib"), probe.said());
        assertEquals(List.of("plugingr"), kinds());
    }

    @Test
    @DisplayName("is true also where a library of a later Java provides what no class can be called")
    void illegalService() throws IOException {
        Path library = PluginSource.module("acme.later")
                .service("java.util.function.Supplier", "acme.later.Text")
                .source(
                        "acme.later.Text",
                        "public class Text implements java.util.function.Supplier<String> {"
                                + " public String get() { return \"text\"; } }")
                .jar(plugins.resolve("acme.bundle"));
        try (FileSystem jar = FileSystems.newFileSystem(library)) {
            Path declaration = jar.getPath("module-info.class");
            String text = Files.readString(declaration, StandardCharsets.ISO_8859_1);
            byte[] bytes =
                    text.replace("function/Supplier", "function/Supp-ier").getBytes(StandardCharsets.ISO_8859_1);
            bytes[7] = 99; // the release of Java
            Files.write(declaration, bytes);
        }
        age();
        for (int run = 0; run < 3; run++) {
            PluginHost host = withIndex(DEFAULT);
            host.importModule("acme.bundle");
            host.check();
            host.close();
        }
    }

    @Test
    @DisplayName("is made anew when an artifact comes, changes or goes")
    void otherArtifacts() throws IOException {
        listed(DEFAULT);
        Path added = install(plugin("acme.added"));
        assertEquals(5, listed(DEFAULT).size());
        Files.delete(added);
        assertEquals(4, listed(DEFAULT).size());
        Files.setLastModifiedTime(install(plugin("acme.base").version("2")), FileTime.fromMillis(5_000));
        assertEquals("2", listed(DEFAULT).get(0).version().orElseThrow().toString());
        Path library = plugins.resolve("acme.bundle").resolve("lib.jar");
        Files.delete(library);
        PluginHost host = withIndex(DEFAULT);
        assertEquals(Reason.MISSING, host.start().problems().get(0).reason());
    }

    @Test
    @DisplayName("is that of several sources, and is made anew when one of them changes")
    void severalSources() throws IOException {
        Path second = Files.createDirectory(temp.resolve("second"));
        Path added = plugin("acme.second").jar(second);
        Files.setLastModifiedTime(added, FileTime.fromMillis(1_000));
        UnaryOperator<PluginHost.Builder> both = builder -> builder.plugins(second);
        List<PluginInfo> listed = listed(both);
        assertEquals(5, listed.size());
        assertEquals(listed, listed(both));
        for (Path changed : List.of(base, added)) {
            byte[] bytes = Files.readAllBytes(changed);
            Files.delete(changed);
            assertEquals(4, listed(both).size());
            Files.write(changed, bytes);
            Files.setLastModifiedTime(changed, FileTime.fromMillis(3_000));
            assertEquals(listed, listed(both));
        }
    }

    @Test
    @DisplayName("does not have the problems of another order")
    void otherOrder() {
        for (int run = 0; run < 2; run++) {
            PluginHost host = withIndex(builder -> builder.order("acme.gone"));
            assertEquals("acme.gone", host.start().problems().get(0).subject());
            assertEquals(List.of(), withIndex(DEFAULT).start().problems());
        }
    }

    @Test
    @DisplayName("is not that of other settings")
    void otherSettings() {
        listed(DEFAULT);
        List<PluginInfo> refused = listed(builder -> builder.refused("acme.base", "it is old"));
        assertEquals(PluginState.REFUSED, refused.get(0).state());
        assertEquals(PluginState.UNRESOLVABLE, refused.get(3).state());
        for (int run = 0; run < 2; run++) {
            PluginHost host = withIndex(builder -> builder.eager("acme.user"));
            assertEquals(Set.of("acme.user"), host.start().eager().keySet());
            assertEquals(
                    PluginState.REFUSED,
                    listed(builder -> builder.disabled("acme.user")).get(3).state());
        }
        assertEquals(
                PluginState.INSTALLED,
                listed(builder -> builder.versionPolicy(VersionPolicy.ALLOW))
                        .get(0)
                        .state());
        assertEquals(PluginState.INSTALLED, listed(DEFAULT).get(3).state());
    }

    @Test
    @DisplayName("is not that of another application")
    void otherApplication() throws IOException {
        listed(DEFAULT);
        Path library = PluginSource.module("acme.base").jar(temp);
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(library), ModuleFinder.of(), Set.of("acme.base"));
        ModuleLayer application =
                boot.defineModulesWithOneLoader(configuration, getClass().getClassLoader());
        PluginHost host = withIndex(builder -> builder.applicationLayer(application));
        assertEquals(Reason.APPLICATION_HAS_IT, host.start().problems().get(0).reason());
        assertEquals(3, host.plugins().size());
        assertEquals(4, listed(DEFAULT).size());
    }

    @Test
    @DisplayName("is not kept while something is broken, which is looked at again each time")
    void broken() throws IOException {
        Path broken = Files.writeString(plugins.resolve("broken.jar"), "no jar at all, but longer than an empty one");
        age();
        for (int run = 0; run < 2; run++) {
            assertEquals(
                    Reason.UNREADABLE,
                    withIndex(DEFAULT).start().problems().get(0).reason());
            assertEquals(List.of("plugindx"), kinds());
        }
        Files.delete(broken);
        assertEquals(List.of(), withIndex(DEFAULT).start().problems());
        assertEquals(List.of("plugindx", "plugingr"), kinds());
    }

    @Test
    @DisplayName("is made anew where its file is damaged or cut off")
    void damaged() throws IOException {
        List<PluginInfo> listed = listed(DEFAULT);
        Path file = file("plugingr");
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += 211) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            for (byte[] other : List.of(damaged, Arrays.copyOf(bytes, at))) {
                Files.write(file, other);
                assertEquals(listed, listed(DEFAULT));
                assertEquals(-1, Arrays.mismatch(bytes, Files.readAllBytes(file)));
            }
        }
    }

    @Test
    @DisplayName("fails as a plugin does, and is made anew, where another program has written it")
    void written() throws IOException {
        List<PluginInfo> listed = listed(DEFAULT);
        Path file = file("plugingr");
        byte[] bytes = Files.readAllBytes(file);
        int failed = 0;
        for (int at = 8; at < bytes.length - 4; at += 37) {
            byte[] changed = Arrays.copyOf(bytes, bytes.length - 4);
            changed[at] ^= (byte) 0x80;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(changed);
            Files.write(file, KeptBytes.end(out));
            try (PluginHost host = withIndex(DEFAULT)) {
                host.start();
                host.plugins();
                host.find("acme.user");
                host.importModule("acme.exploded");
            } catch (PluginException e) {
                failed++;
                assertEquals(listed, listed(DEFAULT), e::getMessage);
            }
            Files.write(file, bytes);
        }
        assertTrue(failed > 5, "Only " + failed + " changes were noticed");
    }

    @Test
    @DisplayName("is kept although one of the sources is empty")
    void emptySource() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));
        List<PluginInfo> listed = listed(builder -> builder.plugins(empty));
        assertEquals(List.of("plugindx", "plugingr"), kinds());
        assertEquals(listed, listed(builder -> builder.plugins(empty)));
    }

    @Test
    @DisplayName("is in one file, whatever the settings are")
    void oneFile() throws IOException {
        listed(DEFAULT);
        listed(builder -> builder.disabled("acme.user"));
        assertEquals(List.of("plugindx", "plugingr"), kinds());
    }

    @Test
    @DisplayName("is not kept while a file was written only just now, as it may be written again without a new time")
    void justWritten() throws IOException {
        Files.setLastModifiedTime(base, FileTime.from(Instant.now()));
        listed(DEFAULT);
        assertEquals(List.of("plugindx"), kinds());
    }

    @Test
    @DisplayName("is not kept while there is a directory in a bundle or beside it, in which changes do not show")
    void deeper() throws IOException {
        Path library = Files.createDirectory(plugins.resolve("acme.bundle").resolve("more"));
        listed(DEFAULT);
        assertEquals(List.of("plugindx"), kinds());
        Files.delete(library);
        Path beside = Files.createDirectories(plugins.resolve("other").resolve("inside"));
        listed(DEFAULT);
        assertEquals(List.of("plugindx"), kinds());
        Files.delete(beside);
        listed(DEFAULT);
        assertEquals(List.of("plugindx", "plugingr"), kinds());
    }

    private PluginHost withIndex(UnaryOperator<PluginHost.Builder> settings) {
        return host(builder -> settings.apply(builder.index(place)));
    }

    private List<PluginInfo> listed(UnaryOperator<PluginHost.Builder> settings) {
        try (PluginHost host = withIndex(settings)) {
            return host.plugins();
        }
    }

    private List<Problem> checked() {
        try (PluginHost host = withIndex(DEFAULT)) {
            return host.check();
        }
    }

    /** Files that have only just been written are not kept. */
    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(plugins)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
            }
        }
    }

    /** What the files begin with. */
    private List<String> kinds() throws IOException {
        List<String> kinds = new ArrayList<>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                kinds.add(kind(file));
            }
        }
        kinds.sort(null);
        return kinds;
    }

    private Path file(String kind) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                if (kind(file).equals(kind)) {
                    return file;
                }
            }
        }
        throw new AssertionError(kind);
    }

    private static String kind(Path file) throws IOException {
        String kind = new String(Files.readAllBytes(file), 0, 8, StandardCharsets.ISO_8859_1);
        assertTrue(kind.startsWith("plugin"), kind);
        return kind;
    }
}
