package dev.pluginhost.benchmarks.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedStockTest {

    private static final int PLUGINS = 12;

    @TempDir
    Path directory;

    private Stock stock;
    private List<String> names;

    @BeforeEach
    void make() throws IOException {
        stock = Stock.started(directory, 1, PLUGINS);
        names = Stock.names(stock.jars());
    }

    @Test
    @DisplayName("The totals of started plugins come to the expected sum")
    @SuppressWarnings("NullAway") // the plugins do not look at their context
    void sum() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String name : names) {
            urls.add(jar(name).toUri().toURL());
        }
        long sum = 0;
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Plugin.class.getClassLoader())) {
            for (String name : names) {
                instance(Plugin.class, name + ".Main", loader).start(null);
                sum += instance(Total.class, name + ".Total", loader).get();
            }
        }

        assertEquals(stock.sum(), sum);
    }

    @Test
    @DisplayName("A plugin that is not started changes the sum")
    void sumNeedsAll() throws IOException {
        long without =
                Stock.started(directory.resolve("smaller"), 1, PLUGINS - 1).sum();

        assertTrue(stock.sum() != without);
    }

    @Test
    @DisplayName("A plugin follows those it requires, three at most")
    void order() {
        Set<String> before = new HashSet<>();
        for (String name : names) {
            List<String> required = requiredBy(name);

            assertTrue(required.size() <= 3 && before.containsAll(required), name);
            before.add(name);
        }
    }

    @Test
    @DisplayName("A plugin has some twenty classes")
    void classes() throws IOException {
        try (JarFile jar = new JarFile(jar("acme.p000").toFile())) {
            assertEquals(
                    21,
                    jar.stream()
                            .filter(entry -> entry.getName().startsWith("acme/p000/")
                                    && entry.getName().endsWith(".class"))
                            .count());
        }
    }

    private Path jar(String name) {
        return stock.jars().resolve(name + ".jar");
    }

    private List<String> requiredBy(String name) {
        return ModuleFinder.of(jar(name)).find(name).orElseThrow().descriptor().requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .filter(required -> required.startsWith("acme."))
                .toList();
    }

    private static <T> T instance(Class<T> type, String name, ClassLoader loader) throws ReflectiveOperationException {
        return type.cast(loader.loadClass(name).getConstructor().newInstance());
    }
}
