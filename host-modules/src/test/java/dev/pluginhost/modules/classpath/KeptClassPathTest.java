package dev.pluginhost.modules.classpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.index.KeptFile;
import dev.pluginhost.testkit.PluginSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is known of a class path")
class KeptClassPathTest implements KeptFile {

    private static final String TYPE = "public class Type {}";

    @TempDir
    Path directory;

    private final List<String> notes = new ArrayList<>();
    private final List<Loader> loaders = new ArrayList<>();

    /** How often a whole class path was looked through. */
    private int looks;

    private byte @Nullable [] file;
    private int written;
    private Path lib;
    private Path plain;

    /** A jar that loaders find without naming it, as one that an agent has added. */
    private @Nullable Path added;

    /** What a loader cannot look for. */
    private String unreadable = "";

    /** Counts whole looks. */
    private final class Loader extends URLClassLoader {

        private final URL[] named;

        Loader(URL... urls) throws IOException {
            super(urls, ClassLoader.getPlatformClassLoader());
            this.named = urls;
            if (added != null) {
                addURL(added.toUri().toURL());
            }
        }

        @Override
        public URL[] getURLs() {
            return named.clone();
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (name.equals(unreadable)) {
                throw new IOException("Too many open files");
            }
            if (name.equals(ClassPathRoots.DECLARATION)) {
                looks++;
            }
            return super.getResources(name);
        }
    }

    @Override
    public byte @Nullable [] read() {
        return file;
    }

    @Override
    public void keep(byte[] bytes) {
        file = bytes;
        written++;
    }

    @BeforeEach
    void build() throws IOException {
        lib = aged(library("acme.lib").version("1").exports("acme.lib").jar(directory, "acme.lib.jar"));
        plain = aged(PluginSource.automatic("acme.plain")
                .source("acme.plain.Type", TYPE)
                .jar(directory, "acme.plain-2.jar"));
    }

    @AfterEach
    void close() throws IOException {
        for (Loader loader : loaders) {
            loader.close();
        }
    }

    private static PluginSource library(String name) {
        return PluginSource.module(name).source(name + ".Type", TYPE);
    }

    private static Path aged(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    }

    private Application run(Path... classPath) throws IOException {
        URL[] urls = new URL[classPath.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath[i].toUri().toURL();
        }
        Loader loader = new Loader(urls);
        loaders.add(loader);
        looks = 0;
        return Application.onClassPath(ModuleLayer.boot(), loader, Map.of(), this, notes::add);
    }

    private static ModuleDescriptor provider(String service) {
        return ModuleDescriptor.newModule("acme.plugin")
                .provides(service, List.of("acme.plugin.Type"))
                .packages(Set.of("acme.plugin"))
                .build();
    }

    private static String version(Application application, String name) {
        ModuleDescriptor found = application.onClassPath(name);
        assertNotNull(found, name);
        return found.rawVersion().orElse("");
    }

    @Test
    @DisplayName("is kept for the next run, which looks through nothing")
    void kept() throws IOException {
        Application first = run(lib, plain);
        ModuleDescriptor declared = first.onClassPath("acme.lib");
        ModuleDescriptor described = first.onClassPath("acme.plain");
        assertNull(first.onClassPath("acme.none"));
        assertEquals(1, looks);
        first.keep();

        Application second = run(lib, plain);

        assertEquals(declared, second.onClassPath("acme.lib"));
        assertEquals(described, second.onClassPath("acme.plain"));
        assertTrue(second.isPlainJar("acme.plain"));
        assertNull(second.onClassPath("acme.none"));
        assertEquals(0, looks);
        assertEquals(first.classPathSum(false), second.classPathSum(true));
        int before = written;
        second.keep();
        assertEquals(before, written);
        assertEquals(List.of(), notes);
    }

    @Test
    @DisplayName("is the jar alone of a type that the plugin names, and of nothing if nothing is asked for")
    void byType() throws IOException {
        Application first = run(lib, plain);
        assertEquals(OptionalLong.of(0), first.classPathSum(false));
        assertNotNull(first.onClassPath("acme.plain", provider("acme.plain.Type")));
        assertNotNull(first.onClassPath("acme.lib", provider("acme.lib.Type")));
        assertEquals(0, looks);
        first.keep();

        Application second = run(lib, plain);

        assertEquals("1", version(second, "acme.lib"));
        assertEquals("2", version(second, "acme.plain"));
        assertEquals(0, looks);
        assertNull(second.onClassPath("acme.none", provider("acme.lib.Type")));
        assertEquals(1, looks);
    }

    @Test
    @DisplayName("is not used after a jar has changed, another one is in its place, or the class path is another one")
    void changed() throws IOException {
        assertEquals("1", version(run(lib, plain), "acme.lib"));
        Files.delete(lib);
        lib = Files.setLastModifiedTime(
                library("acme.lib").version("3").exports("acme.lib").jar(directory, "acme.lib.jar"),
                FileTime.fromMillis(2_000_000));

        assertEquals("3", version(run(lib, plain), "acme.lib"));
        assertEquals(1, looks);
        Path added = aged(library("acme.added").jar(directory));
        assertNotNull(run(lib, plain, added).onClassPath("acme.added"));
        assertEquals(1, looks);
        assertNull(run(lib, plain).onClassPath("acme.added"));
        assertEquals(1, looks);
    }

    @Test
    @DisplayName("does not hide a jar that comes later where a manifest names it, nor a declaration in a directory")
    void comesLater() throws IOException {
        Path naming = aged(PluginSource.automatic("acme.naming")
                .manifest("Class-Path", "later/acme.later.jar")
                .source("acme.naming.Type", TYPE)
                .jar(directory, "acme.naming.jar"));
        Path classes = Files.createDirectory(directory.resolve("classes"));
        assertNull(run(naming, classes).onClassPath("acme.later"));
        assertNull(run(naming, classes).onClassPath("acme.later"));
        assertEquals(0, looks);

        Path later = aged(library("acme.later").jar(Files.createDirectory(directory.resolve("later"))));
        assertNotNull(run(naming, classes).onClassPath("acme.later"));

        Path exploded = library("acme.exploded").explodedIn(directory.resolve("more"));
        Files.copy(exploded.resolve("module-info.class"), classes.resolve("module-info.class"));
        aged(classes.resolve("module-info.class"));
        assertNotNull(run(naming, classes).onClassPath("acme.exploded"));
        Files.delete(later);
        assertNull(run(naming, classes).onClassPath("acme.later"));
    }

    @Test
    @DisplayName("is not kept while a jar was written only just now, as it may be written again without a new time")
    void justWritten() throws IOException {
        Files.setLastModifiedTime(lib, FileTime.from(java.time.Instant.now()));

        Application application = run(lib, plain);

        assertEquals("1", version(application, "acme.lib"));
        application.keep();
        assertEquals(0, written);
        assertEquals(OptionalLong.empty(), application.classPathSum(false));
    }

    @Test
    @DisplayName("is found anew where its file is damaged, cut off, or of other modules")
    void damaged() throws IOException {
        Application first = run(lib, plain);
        assertEquals("2", version(first, "acme.plain"));
        first.keep();
        byte[] whole = file;
        assertNotNull(whole);
        for (int at = 0; at < whole.length; at += 17) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            for (byte[] other : List.of(damaged, Arrays.copyOf(whole, at))) {
                file = other;
                assertEquals("1", version(run(lib, plain), "acme.lib"));
                assertEquals(1, looks);
            }
        }
        file = new KnownClassPath(
                        lib.toUri().toURL() + "\n" + plain.toUri().toURL(),
                        true,
                        Map.of("acme.lib", new KnownClassPath.Located("acme.lib", "none", new byte[] {1}, "", null)),
                        Map.of())
                .bytes();
        assertEquals("1", version(run(lib, plain), "acme.lib"));
        assertEquals(1, looks);
    }

    @Test
    @DisplayName("is not kept if the loader finds a jar that no entry and no manifest names")
    void addedByAnAgent() throws IOException {
        added = aged(library("acme.agent").jar(directory));
        Application byType = run(lib, plain);
        assertNotNull(byType.onClassPath("acme.agent", provider("acme.agent.Type")));
        byType.keep();
        Application whole = run(lib, plain);
        assertNotNull(whole.onClassPath("acme.agent"));
        whole.keep();
        assertEquals(0, written);
        assertEquals(OptionalLong.empty(), whole.classPathSum(false));

        added = null;
        assertNull(run(lib, plain).onClassPath("acme.agent"));
    }

    @Test
    @DisplayName("is kept for jars that manifests name, one after another, and for a link to a jar")
    void namedByManifests() throws IOException {
        PluginSource naming = PluginSource.automatic("acme.naming").source("acme.naming.Type", TYPE);
        aged(naming.manifest("Class-Path", "acme.lib.jar").jar(directory, "second.jar"));
        Path first = aged(
                naming.manifest("Class-Path", "second.jar none.jar classes/").jar(directory, "first.jar"));
        Path link = Files.createSymbolicLink(directory.resolve("link.jar"), first);
        Application byType = run(link);
        assertNotNull(byType.onClassPath("acme.lib", provider("acme.lib.Type")));
        byType.keep();
        assertEquals(1, written);
        assertEquals(0, looks);
        assertNull(run(link).onClassPath("acme.none"));
        assertEquals(2, written);

        assertNotNull(run(link).onClassPath("acme.lib"));
        assertNull(run(link).onClassPath("acme.none"));
        assertEquals(0, looks);
    }

    @Test
    @DisplayName("is not kept if something could not be read, which the next run may read")
    void failure() throws IOException {
        for (String resource : List.of(ClassPathRoots.DECLARATION, ClassPathRoots.MANIFEST)) {
            unreadable = resource;
            Application application = run(lib, plain);
            assertNull(application.onClassPath("acme.none"));
            application.keep();
            assertEquals(0, written);
            assertEquals(OptionalLong.empty(), application.classPathSum(false));
        }
        unreadable = "";
        String root = ClassPathRoots.root(lib.toUri().toURL().toString());
        assertNull(stampsAfter(root, new FileNotFoundException("Too many open files")));
        assertNotNull(stampsAfter(root, new ZipException("No end header")));
        assertNotNull(stampsAfter(root.replace("lib", "none"), new FileNotFoundException("No such file")));
    }

    @Test
    @DisplayName("has a jar that is named by a link, where the loader follows the link")
    void link() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.jar"), lib);
        ClassPathStamps stamps = new ClassPathStamps(Map.of());
        stamps.add(link.toUri().toURL().toString());

        assertTrue(stamps.have(ClassPathRoots.root(lib.toUri().toURL().toString())));
        assertFalse(stamps.have(ClassPathRoots.root(plain.toUri().toURL().toString())));
    }

    private static @Nullable Map<String, String> stampsAfter(String root, IOException failure) {
        ClassPathStamps stamps = new ClassPathStamps(Map.of());
        stamps.add(root);
        stamps.failed(root, failure);
        return stamps.get();
    }

    @Test
    @DisplayName("has the packages of a plain jar that could not be read in an earlier run")
    void packagesUnread() throws IOException {
        Application first = run(lib, plain);
        assertTrue(first.isPlainJar("acme.plain"));
        Path aside = Files.move(plain, directory.resolve("aside"));
        assertEquals(Set.of(), exports(first));
        first.keep();
        Files.move(aside, plain);

        assertEquals(Set.of("acme.plain"), exports(run(lib, plain)));
        assertEquals(0, looks);
    }

    private static Set<String> exports(Application application) {
        ModuleDescriptor found = application.onClassPath("acme.plain");
        assertNotNull(found);
        Set<String> exports = new HashSet<>();
        found.exports().forEach(each -> exports.add(each.source()));
        return exports;
    }

    @Test
    @DisplayName("does not tell whether a class is in a directory, so a graph that depends on one is not kept")
    void looseClass() throws IOException {
        Path classes = library("acme.loose").explodedIn(directory.resolve("more"));
        aged(classes.resolve("module-info.class"));
        Application application = run(lib, classes);
        assertTrue(application.classPathHas("acme.lib.Type"));
        assertTrue(application.classPathSum(false).isPresent());

        assertTrue(application.classPathHas("acme.loose.Type"));

        assertEquals(OptionalLong.empty(), application.classPathSum(false));
    }

    @Test
    @DisplayName("is that of the outer file for a jar within another one, and of nothing for what is no file")
    void outerFile() {
        assertEquals(Path.of("/a b/app.jar"), ClassPathRoots.file("jar:nested:/a%20b/app.jar/!BOOT-INF/lib/x.jar!/"));
        assertEquals(Path.of("/a/app.jar"), ClassPathRoots.file("jar:file:/a/app.jar!/BOOT-INF/lib/x.jar!/"));
        assertEquals(Path.of("/a/app.war"), ClassPathRoots.file("jar:war:file:/a/app.war*/WEB-INF/lib/x.jar!/"));
        assertEquals(Path.of("/a/classes"), ClassPathRoots.file("file:/a/classes/"));
        assertEquals(Path.of("/a/x.jar"), ClassPathRoots.file("file:///a/x.jar"));
        assertNull(ClassPathRoots.file("https://acme.example/x.jar"));
        assertNull(ClassPathRoots.file("vfs:/content/x.jar"));
        assertNotEquals(
                ClassPathRoots.file("file:/a/x.jar"), ClassPathRoots.file("file:/a/y.jar"), "one file for two jars");
    }
}
