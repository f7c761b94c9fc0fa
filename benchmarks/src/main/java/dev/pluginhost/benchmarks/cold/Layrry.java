package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.testkit.PluginSource;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.moditect.layrry.LayerBuilder;
import org.moditect.layrry.Layers;
import org.moditect.layrry.LayersBuilder;
import org.moditect.layrry.Resolvers;

/**
 * Layrry with a layer for each plugin, above the layers of those that it requires, and one for an application above them all.
 * Modules have Maven coordinates and are in flat local repositories. Layrry's jars are on the class path of its own JVMs only.
 */
final class Layrry extends Contender {

    private static final String MODULE = "benchmark.layrry";
    private static final String VERSION = "1.0.0";
    private static final String SUM = "benchmark.layrry.sum";

    private final Map<String, ModuleDescriptor> descriptors = new HashMap<>();
    private final Set<String> layers = new HashSet<>();
    private final LayersBuilder builder = Layers.builder();
    private @Nullable LayerBuilder last;

    /** Where its jars are, beside those of the benchmarks. */
    static Path directory() {
        try {
            Path own = Path.of(Layrry.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own.resolveSibling("../layrry").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The class path of its JVMs. */
    static String classPath() {
        return System.getProperty("java.class.path") + File.pathSeparator + directory() + File.separator + "*";
    }

    /**
     * Makes the application that Layrry runs. It calls the services of the modules in the layers right below it and sets a system
     * property to their sum. It puts the services into the JVM's properties, because Layrry itself holds no layer.
     */
    static void makeApplication(Path plugins) {
        PluginSource.module(MODULE)
                .version(VERSION)
                .exports(MODULE)
                .source(MODULE + ".Application", """
                        public final class Application {
                            public static void main(String[] none) throws ReflectiveOperationException {
                                long sum = 0;
                                for (ModuleLayer layer : Application.class.getModule().getLayer().parents()) {
                                    for (Module module : layer.modules()) {
                                        for (var provides : module.getDescriptor().provides()) {
                                            var provider = Class.forName(module, provides.providers().get(0));
                                            var service = (java.util.function.LongSupplier) provider.getConstructor().newInstance();
                                            System.getProperties().put(service, service);
                                            sum += service.getAsLong();
                                        }
                                    }
                                }
                                System.setProperty("%s", Long.toString(sum));
                            }
                        }
                        """.formatted(SUM))
                .jar(applicationOf(plugins));
    }

    private static Path applicationOf(Path plugins) {
        return plugins.resolveSibling("layrry");
    }

    @Override
    long load(Path plugins, @Nullable String one) {
        for (ModuleReference reference : ModuleFinder.of(plugins).findAll()) {
            descriptors.put(reference.descriptor().name(), reference.descriptor());
        }
        Collection<String> names = one == null ? descriptors.keySet() : List.of(one);
        for (String name : names) {
            add(name);
        }
        LayerBuilder application = next(MODULE, VERSION);
        for (String name : names) {
            application.withParent(name);
        }
        builder.resolve(Resolvers.local()
                .withLocalRepo("plugins", plugins, "flat")
                .withLocalRepo("application", applicationOf(plugins), "flat"));
        builder.resolve(Resolvers.remote().enabled(false));
        application.build().run(MODULE + "/" + MODULE + ".Application");
        return Long.parseLong(System.getProperty(SUM));
    }

    /** Adds a layer after its parents. */
    private void add(String name) {
        ModuleDescriptor descriptor = descriptors.get(name);
        if (descriptor == null || !layers.add(name)) {
            return;
        }
        for (ModuleDescriptor.Requires requires : descriptor.requires()) {
            add(requires.name());
        }
        LayerBuilder layer = next(name, descriptor.rawVersion().orElseThrow());
        for (ModuleDescriptor.Requires requires : descriptor.requires()) {
            if (descriptors.containsKey(requires.name())) {
                layer.withParent(requires.name());
            }
        }
    }

    private LayerBuilder next(String module, String version) {
        LayerBuilder next = last == null ? builder.layer(module) : last.layer(module);
        last = next;
        return next.withModule("benchmark:" + module + ":" + version);
    }
}
