package dev.pluginhost.benchmarks.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.harness.Home;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StockTest {

    private static final int PLUGINS = 12;
    private static final String SERVICE = Total.class.getName();

    @TempDir
    Path directory;

    private Stock stock;
    private String dependent;

    @BeforeEach
    void make() throws IOException {
        stock = Stock.universal(directory, 1, PLUGINS, 3);
        dependent = stock.graph().names().stream()
                .filter(name -> stock.graph().requiredBy(name).size() > 1)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("The services that a class path finds come to the expected sum")
    void sum() throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(stock.jars())) {
            for (Path jar : jars.toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        long sum = 0;
        int found = 0;
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Total.class.getClassLoader())) {
            for (Total service : ServiceLoader.load(Total.class, loader)) {
                sum += service.get();
                found++;
            }
        }

        assertEquals(PLUGINS, found);
        assertEquals(stock.sum(), sum);
    }

    @Test
    @DisplayName("A jar is a module with a version, and requires the application's interface and other plugins")
    void module() {
        ModuleDescriptor descriptor =
                ModuleFinder.of(stock.jars()).find(dependent).orElseThrow().descriptor();
        Set<String> expected = new TreeSet<>(stock.graph().requiredBy(dependent));
        expected.addAll(Set.of("java.base", Home.API_MODULE));
        Set<String> required = new TreeSet<>();
        descriptor.requires().forEach(requires -> required.add(requires.name()));

        assertEquals(expected, required);
        assertTrue(descriptor.version().isPresent());
        assertEquals(SERVICE, descriptor.provides().iterator().next().service());
    }

    @Test
    @DisplayName("The same jar is an OSGi bundle, a PF4J plugin and a module of JBoss Modules")
    void others() throws IOException {
        String required = String.join(",", new TreeSet<>(stock.graph().requiredBy(dependent)));
        try (JarFile jar = jar(dependent)) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertEquals(dependent, manifest.getValue("Bundle-SymbolicName"));
            assertEquals(Total.class.getPackageName() + "," + required, names(manifest.getValue("Import-Package")));
            assertEquals(dependent, manifest.getValue("Plugin-Id"));
            assertEquals(required, names(manifest.getValue("Plugin-Dependencies")));
            assertEquals(required, names(manifest.getValue("Dependencies")));
            assertTrue(jar.getEntry("META-INF/extensions.idx") != null);
            assertTrue(jar.getEntry("META-INF/services/" + SERVICE) != null);
        }
    }

    @Test
    @DisplayName("A plugin has as many classes as one that is started")
    void classes() throws IOException {
        String name = stock.one();
        try (JarFile jar = jar(name)) {
            assertEquals(
                    21,
                    jar.stream()
                            .filter(entry -> entry.getName().startsWith(name.replace('.', '/'))
                                    && entry.getName().endsWith(".class"))
                            .count());
        }
    }

    @Test
    @DisplayName("The one plugin to be loaded alone requires as many as any")
    void one() {
        assertEquals(3, stock.graph().requiredBy(stock.one()).size());
    }

    @Test
    @DisplayName("Among more, the plugins are what they are, and the others are whole modules with as many classes")
    void amongMore() throws IOException {
        Stock many = Stock.universal(directory.resolve("flat"), 1, 3, 0).amongMore(directory.resolve("many"), 8);
        Set<String> found = new TreeSet<>();
        ModuleFinder.of(many.jars())
                .findAll()
                .forEach(module -> found.add(module.descriptor().name()));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {many.jars().resolve("x002.p001-1.0.0.jar").toUri().toURL()}, Total.class.getClassLoader())) {
            Total copy = ServiceLoader.load(Total.class, loader).iterator().next();

            assertEquals("x002.p001.Total", copy.getClass().getName());
            assertEquals(many.total("acme.p001"), copy.get());
        }
        assertEquals(
                Set.of(
                        "acme.p000",
                        "acme.p001",
                        "acme.p002",
                        "x001.p000",
                        "x001.p001",
                        "x001.p002",
                        "x002.p000",
                        "x002.p001"),
                found);
    }

    private JarFile jar(String name) throws IOException {
        return new JarFile(stock.jars().resolve(name + "-1.0.0.jar").toFile());
    }

    private static String names(String attribute) {
        return attribute
                .replaceAll("[;@][^ ]*(, |$)", ", ")
                .replaceAll(", $", "")
                .replace(", ", ",");
    }
}
