package dev.pluginhost.modules.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("On the class path of an application")
class ClassPathTest {

    private static final String TYPE = "public class Type {}";

    @TempDir
    Path directory;

    private final List<String> notes = new ArrayList<>();
    private URLClassLoader loader = new URLClassLoader(new URL[0], null);

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    private Application application(Map<String, ModuleDescriptor> declared, Path... classPath) throws IOException {
        URL[] urls = new URL[classPath.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath[i].toUri().toURL();
        }
        loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        return Application.onClassPath(ModuleLayer.boot(), loader, declared, null, notes::add);
    }

    private Application application(Path... classPath) throws IOException {
        return application(Map.of(), classPath);
    }

    private static Set<String> exports(ModuleDescriptor module) {
        Set<String> exports = new HashSet<>();
        for (Exports each : module.exports()) {
            exports.add(each.source());
        }
        return exports;
    }

    private Module standIn(Application application, String name) {
        return application.layerFor(List.of(name), Set.of()).findModule(name).orElseThrow();
    }

    private PluginSource library(String name) {
        return PluginSource.module(name).source(name + ".Type", TYPE);
    }

    @Test
    @DisplayName("a declared module has a stand-in with its version, exports and classes, which are of no module")
    void declared() throws Exception {
        Path jar = library("acme.lib")
                .version("2.1")
                .exports("acme.lib")
                .source("acme.lib.inner.Type", TYPE)
                .jar(directory);
        Application application = application(jar);

        Module standIn = standIn(application, "acme.lib");

        assertEquals("2.1", standIn.getDescriptor().rawVersion().orElseThrow());
        assertEquals(Set.of("acme.lib"), standIn.getPackages());
        Class<?> type = standIn.getClassLoader().loadClass("acme.lib.Type");
        assertSame(loader.loadClass("acme.lib.Type"), type);
        assertFalse(type.getModule().isNamed());
        assertSame(standIn, standIn(application, "acme.lib"));
    }

    @Test
    @DisplayName("a stand-in passes on what the module requires transitively, of the JDK and of the class path")
    void transitive() throws IOException {
        Path passedOn = library("acme.passed").exports("acme.passed").jar(directory);
        Path jar = library("acme.lib")
                .exports("acme.lib")
                .requires("transitive acme.passed", "transitive java.logging", "java.xml")
                .compiledAgainst(passedOn)
                .jar(directory);

        Module standIn = standIn(application(jar, passedOn), "acme.lib");

        Set<String> read = new HashSet<>();
        standIn.getDescriptor().requires().forEach(requires -> read.add(requires.name()));
        assertEquals(Set.of("java.base", "java.logging", "acme.passed"), read);
        assertTrue(standIn.canRead(standIn.getLayer().findModule("acme.passed").orElseThrow()));
    }

    @Test
    @DisplayName("a plain jar has the name of its manifest or its file, and exports all packages")
    void plain() throws IOException {
        Path named = PluginSource.automatic("acme.plain")
                .automaticModuleName("acme.plain")
                .source("acme.plain.Type", TYPE)
                .source("acme.plain.inner.Type", TYPE)
                .jar(directory, "other-1.0.jar");
        Path derived = PluginSource.automatic("acme.derived")
                .source("acme.derived.Type", TYPE)
                .jar(directory, "acme-derived-1.2.jar");
        Application application = application(named, derived);

        assertEquals(
                Set.of("acme.plain", "acme.plain.inner"),
                exports(assertNotNullDescriptor(application.onClassPath("acme.plain"))));
        assertFalse(standIn(application, "acme.derived").getDescriptor().isAutomatic());
        assertNull(application.onClassPath("other"));
    }

    @Test
    @DisplayName("a plain jar has the version of its file's name, else that of its manifest")
    void versions() throws IOException {
        Path named = PluginSource.automatic("acme.named")
                .source("acme.named.Type", TYPE)
                .manifest("Implementation-Version", "9")
                .jar(directory, "acme.named-6.2.1.jar");
        Path stated = PluginSource.automatic("acme.stated")
                .source("acme.stated.Type", TYPE)
                .manifest("Implementation-Version", "none of a version")
                .manifest("Bundle-Version", "7.1")
                .jar(directory, "acme.stated.jar");
        Path none = PluginSource.automatic("acme.none")
                .source("acme.none.Type", TYPE)
                .jar(directory, "acme.none.jar");
        Application application = application(named, stated, none);

        assertEquals("6.2.1", version(application, "acme.named"));
        assertEquals("7.1", version(application, "acme.stated"));
        assertEquals("", version(application, "acme.none"));
    }

    private String version(Application application, String name) {
        return standIn(application, name).getDescriptor().rawVersion().orElse("");
    }

    @Test
    @DisplayName("a stand-in does not pass on a module that the plugin has otherwise, and does to others")
    void others() throws IOException {
        Path inner = library("acme.inner").exports("acme.inner").jar(directory);
        Path passedOn = library("acme.passed")
                .exports("acme.passed")
                .requires("transitive acme.inner")
                .compiledAgainst(inner)
                .jar(directory);
        Path jar = library("acme.lib")
                .exports("acme.lib")
                .requires("transitive acme.passed")
                .compiledAgainst(passedOn, inner)
                .jar(directory);
        Application application = application(jar, passedOn, inner);

        ModuleLayer without = application.layerFor(List.of("acme.lib"), Set.of("acme.inner", "acme.other"));

        assertTrue(without.findModule("acme.passed").isPresent());
        assertTrue(without.findModule("acme.inner").isEmpty());
        Module all = standIn(application, "acme.lib");
        assertTrue(all.getLayer().findModule("acme.inner").isPresent());
        assertSame(without, application.layerFor(List.of("acme.lib"), Set.of("acme.inner")));
    }

    private static ModuleDescriptor assertNotNullDescriptor(
            @org.jspecify.annotations.Nullable ModuleDescriptor descriptor) {
        assertNotNull(descriptor);
        return descriptor;
    }

    @Test
    @DisplayName("an exploded module is found, and a directory without a declaration has no name")
    void directories() throws IOException {
        Path module = library("acme.lib").exports("acme.lib").explodedIn(directory);
        Path classes = Files.createDirectories(directory.resolve("acme.other"));

        Application application = application(module, classes);

        assertNotNull(application.onClassPath("acme.lib"));
        assertNull(application.onClassPath("acme.other"));
    }

    @Test
    @DisplayName("a declaration for a certain release of Java counts")
    void multiRelease() throws IOException {
        Path jar = library("acme.lib").exports("acme.lib").declaredFrom(11).jar(directory);

        assertEquals(Set.of("acme.lib"), standIn(application(jar), "acme.lib").getPackages());
    }

    @Test
    @DisplayName("a declaration for a certain release of Java counts even if the loader does not name it")
    void multiReleaseUnseen() throws IOException {
        Path jar = library("acme.lib").exports("acme.lib").declaredFrom(11).jar(directory, "group.acme.lib.jar");
        try (URLClassLoader unaware = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null) {
            @Override
            public Enumeration<URL> findResources(String name) throws IOException {
                return name.equals("module-info.class") ? Collections.emptyEnumeration() : super.findResources(name);
            }
        }) {
            Application application = Application.onClassPath(ModuleLayer.boot(), unaware, Map.of(), null, notes::add);

            assertEquals(Set.of("acme.lib"), standIn(application, "acme.lib").getPackages());
            assertFalse(application.isPlainJar("acme.lib"));
        }
    }

    @Test
    @DisplayName("of two jars with one name, the first one counts")
    void first() throws IOException {
        Path one = library("acme.lib").version("1").exports("acme.lib").jar(directory, "one.jar");
        Path two = library("acme.lib").version("2").exports("acme.lib").jar(directory, "two.jar");

        assertEquals(
                "1",
                standIn(application(one, two), "acme.lib")
                        .getDescriptor()
                        .rawVersion()
                        .orElseThrow());
    }

    @Test
    @DisplayName("a declaration that cannot be read hides that jar alone, and is noted")
    void unreadable() throws IOException {
        Path broken = Files.createDirectories(directory.resolve("broken"));
        Files.write(broken.resolve("module-info.class"), new byte[] {1, 2, 3});
        Path jar = library("acme.lib").exports("acme.lib").jar(directory);

        Application application = application(broken, jar);

        assertNotNull(application.onClassPath("acme.lib"));
        assertTrue(notes.get(0).contains(broken.toString()), notes::toString);
    }

    @Test
    @DisplayName("what is no jar is passed over")
    void noJar() throws IOException {
        Path text = Files.writeString(directory.resolve("acme.text.jar"), "no jar");
        Path jar = library("acme.lib").exports("acme.lib").jar(directory);

        Application application = application(text, directory.resolve("acme.missing.jar"), jar);

        assertNull(application.onClassPath("acme.text"));
        assertNull(application.onClassPath("acme.missing"));
        assertNotNull(application.onClassPath("acme.lib"));
    }

    @Test
    @DisplayName("a package of the JDK stays the JDK's")
    void packageOfTheJdk() throws IOException {
        Path jar = PluginSource.automatic("acme.xml")
                .source("acme.xml.Type", TYPE)
                .resource("java/util/logging/Fake.class", "no class")
                .jar(directory, "acme.xml.jar");

        assertEquals(Set.of("acme.xml"), standIn(application(jar), "acme.xml").getPackages());
    }

    @Test
    @DisplayName("a module that the application declares counts, with the classes that are there")
    void declaredByTheApplication() throws Exception {
        Path jar = PluginSource.automatic("acme.shaded")
                .source("acme.lib.Type", TYPE)
                .jar(directory, "shaded.jar");
        ModuleDescriptor declaration = ModuleDescriptor.newModule("acme.lib")
                .version("3")
                .exports("acme.lib")
                .build();

        Application application = application(Map.of("acme.lib", declaration), jar);

        assertEquals(declaration, application.preferred("acme.lib"));
        assertNotNull(application.preferred("dev.pluginhost"));
        assertNotNull(standIn(application, "acme.lib").getClassLoader().loadClass("acme.lib.Type"));
        assertNull(application.preferred("shaded"));
    }

    @Test
    @DisplayName("modules with the same package stand side by side, each for those that require it")
    void samePackage() throws IOException {
        Path one = PluginSource.automatic("one").source("acme.both.Type", TYPE).jar(directory, "one.jar");
        Path two = PluginSource.automatic("two").source("acme.both.Type", TYPE).jar(directory, "two.jar");
        Application application = application(one, two);

        assertEquals(Set.of("acme.both"), standIn(application, "one").getPackages());
        assertEquals(Set.of("acme.both"), standIn(application, "two").getPackages());
    }

    @Test
    @DisplayName("modules that pass each other on are found, and pass on what there is")
    void circle() throws IOException {
        ModuleDescriptor a = ModuleDescriptor.newModule("acme.a")
                .requires(Set.of(ModuleDescriptor.Requires.Modifier.TRANSITIVE), "acme.b")
                .build();
        ModuleDescriptor b = ModuleDescriptor.newModule("acme.b")
                .requires(Set.of(ModuleDescriptor.Requires.Modifier.TRANSITIVE), "acme.a")
                .build();

        Application application = application(Map.of("acme.a", a, "acme.b", b));

        assertNotNull(standIn(application, "acme.a"));
        assertNotNull(standIn(application, "acme.b"));
    }

    @Test
    @DisplayName("a plugin sees the JDK, and an automatic one also what no declared module conceals")
    void views() throws Exception {
        Path jar = library("acme.lib")
                .exports("acme.lib")
                .source("acme.lib.inner.Type", TYPE)
                .jar(directory);
        Path plain = PluginSource.automatic("acme.plain")
                .source("acme.plain.Type", TYPE)
                .jar(directory, "acme.plain.jar");
        Application application = application(jar, plain);
        ClassLoader closed = application.loaderFor(false);
        ClassLoader automatic = application.loaderFor(true);

        assertSame(java.util.logging.Logger.class, closed.loadClass("java.util.logging.Logger"));
        assertThrows(ClassNotFoundException.class, () -> closed.loadClass("acme.plain.Type"));
        assertSame(loader.loadClass("acme.plain.Type"), automatic.loadClass("acme.plain.Type"));
        assertSame(loader.loadClass("acme.lib.Type"), automatic.loadClass("acme.lib.Type"));
        assertThrows(ClassNotFoundException.class, () -> automatic.loadClass("acme.lib.inner.Type"));
        assertNotNull(closed.getResource("acme/plain/Type.class"));
    }

    @Test
    @DisplayName("a plugin loads the providers that a services file names, and no other class")
    void providers() throws Exception {
        Path jar = PluginSource.automatic("acme.plain")
                .source("acme.plain.Job", "public class Job implements Runnable { public void run() {} }")
                .source("acme.plain.Other", "public class Other implements Runnable { public void run() {} }")
                .service("java.lang.Runnable", "acme.plain.Job # the only one")
                .jar(directory, "acme.plain.jar");
        ClassLoader closed = application(jar).loaderFor(false);

        assertThrows(ClassNotFoundException.class, () -> closed.loadClass("acme.plain.Job"));
        assertNotNull(closed.getResource("META-INF/services/java.lang.Runnable"));
        assertSame(loader.loadClass("acme.plain.Job"), closed.loadClass("acme.plain.Job"));
        assertThrows(ClassNotFoundException.class, () -> closed.loadClass("acme.plain.Other"));
    }

    @Test
    @DisplayName("what a module passes on and is not there is known")
    void lost() throws IOException {
        Path lost = library("acme.lost").exports("acme.lost").jar(directory);
        Path jar = library("acme.lib")
                .exports("acme.lib")
                .requires("transitive acme.lost")
                .compiledAgainst(lost)
                .jar(directory);

        Application application = application(jar);

        assertNotNull(standIn(application, "acme.lib"));
        assertEquals(Set.of("acme.lost"), application.lost("acme.lib"));
    }

    @Test
    @DisplayName("a jar without a declaration is known as one, and a declared one is not")
    void plainJar() throws IOException {
        Path plain = PluginSource.automatic("acme.plain")
                .source("acme.plain.Type", TYPE)
                .jar(directory, "acme.plain.jar");
        Path jar = library("acme.lib").exports("acme.lib").jar(directory, "other.name.jar");
        Application application = application(plain, jar);

        assertTrue(application.isPlainJar("acme.plain"));
        assertFalse(application.isPlainJar("acme.lib"));
        assertFalse(application.isPlainJar("other.name"));
        assertNull(application.onClassPath("other.name"));
    }

    @Test
    @DisplayName("of the JVM, a declared jar is not a plain one besides")
    void ofTheJvm() {
        Application tests = Application.onClassPath(
                ModuleLayer.boot(), ClassLoader.getSystemClassLoader(), Map.of(), null, notes::add);

        assertNotNull(tests.onClassPath("org.junit.jupiter.api"));
        assertNull(tests.onClassPath("junit.jupiter.api"));
    }
}
