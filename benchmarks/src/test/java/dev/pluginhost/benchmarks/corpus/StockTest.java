package dev.pluginhost.benchmarks.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.harness.Home;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A stock of plugins")
class StockTest {

    private static final int PLUGINS = 7;
    private static final String SERVICE = Total.class.getName();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    @DisplayName("has services that return the values that are expected of them, if all are started")
    @SuppressWarnings("NullAway") // the plugins do not look at their context
    void values(Kind kind) throws Exception {
        Stock stock = make(kind, Form.SHARED);
        List<URL> urls = new ArrayList<>();
        for (String name : Stock.names(PLUGINS)) {
            urls.add(stock.jars().resolve(name + ".jar").toUri().toURL());
        }
        List<Long> values = new ArrayList<>();
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Total.class.getClassLoader())) {
            for (String name : Stock.names(stock.jars())) {
                if (kind != Kind.UNIVERSAL) {
                    instance(Plugin.class, name + ".Main", loader).start(null);
                }
                String service = kind == Kind.TINY ? name + ".Main" : name + ".Total";
                values.add(instance(Total.class, service, loader).get());
            }
        }

        assertEquals(stock.values(), values);
        assertEquals(stock.sum(), values.stream().mapToLong(Long::longValue).sum());
        assertEquals(stock.lastValue(), values.get(PLUGINS - 1));
    }

    @Test
    @DisplayName("has plugins of one class that return one more than those return together that they require")
    void tiny() throws IOException {
        assertEquals(
                List.of(1L, 2L, 3L, 7L, 7L, 7L, 7L),
                make(Kind.TINY, Form.SHARED).values());
        assertEquals(6, make(Kind.TINY, Form.SHARED).sum(3));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("has modules that require those before them, and provide the application's interface")
    void modules(Kind kind) throws IOException {
        Stock stock = make(kind, Form.SHARED);
        ModuleDescriptor last =
                ModuleFinder.of(stock.jars()).find(stock.last()).orElseThrow().descriptor();

        Set<String> required = new TreeSet<>(Stock.names(3));
        required.addAll(Set.of("java.base", Home.API_MODULE));
        if (kind != Kind.UNIVERSAL) {
            required.add("dev.pluginhost");
        }
        assertEquals(required, names(last.requires(), ModuleDescriptor.Requires::name));
        assertTrue(names(last.provides(), ModuleDescriptor.Provides::service).contains(SERVICE));
        assertEquals(PLUGINS, ModuleFinder.of(stock.jars()).findAll().size());
    }

    @Test
    @DisplayName("may have jars that are OSGi bundles, PF4J plugins and modules of JBoss Modules")
    void others() throws IOException {
        Stock stock = make(Kind.UNIVERSAL, Form.SHARED);
        String required = String.join(",", Stock.names(3));
        try (JarFile jar = jar(stock, stock.last())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals(stock.last(), manifest.getValue("Bundle-SymbolicName"));
            assertEquals(Total.class.getPackageName() + "," + required, names(manifest.getValue("Import-Package")));
            assertEquals(stock.last(), manifest.getValue("Plugin-Id"));
            assertEquals(required, names(manifest.getValue("Plugin-Dependencies")));
            assertEquals(required, names(manifest.getValue("Dependencies")));
            assertTrue(jar.getEntry("META-INF/extensions.idx") != null);
            assertTrue(jar.getEntry("META-INF/services/" + SERVICE) != null);
        }
    }

    @ParameterizedTest
    @CsvSource({"UNIVERSAL, 21", "STARTED, 21", "TINY, 1"})
    @DisplayName("has plugins with as many classes as the documents say")
    void classes(Kind kind, int expected) throws IOException {
        Stock stock = make(kind, Form.FLAT);
        try (JarFile jar = jar(stock, stock.last())) {
            assertEquals(
                    expected,
                    jar.stream()
                            .filter(entry ->
                                    entry.getName().startsWith(stock.last().replace('.', '/'))
                                            && entry.getName().endsWith(".class"))
                            .count());
        }
    }

    @Test
    @DisplayName("has forms in which a plugin requires three earlier ones at most, always the same")
    void forms() {
        for (Form form : Form.values()) {
            for (int plugin = 0; plugin < 100; plugin++) {
                List<Integer> required = form.required(plugin);
                assertEquals(required, form.required(plugin));
                assertTrue(required.size() <= 3, form.title);
                for (int other : required) {
                    assertTrue(other < plugin, form.title);
                }
            }
        }
    }

    private Stock make(Kind kind, Form form) throws IOException {
        return Stock.make(directory.resolve("plugins"), kind, PLUGINS, form);
    }

    private static JarFile jar(Stock stock, String name) throws IOException {
        return new JarFile(stock.jars().resolve(name + ".jar").toFile());
    }

    private static <T> T instance(Class<T> type, String name, ClassLoader loader) throws ReflectiveOperationException {
        return type.cast(Class.forName(name, true, loader).getConstructor().newInstance());
    }

    private static <T> Set<String> names(Collection<T> all, Function<T, String> name) {
        return all.stream().map(name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String names(String attribute) {
        return attribute
                .replaceAll("[;@][^ ]*(, |$)", ", ")
                .replaceAll(", $", "")
                .replace(", ", ",");
    }
}
