package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Trial;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A system that loads plugins, and the main class of a JVM that measures it. It gets a directory of jars and must find out by itself what is in them. Used once, by one thread.
 * It has no lambda that would be the first of its JVM, because that one takes milliseconds.
 */
abstract class Contender {

    /**
     * Measures once. The arguments are a variant, the directory of the plugins and, if only one is to be loaded, its name. Nothing of the
     * contender has been loaded when the time begins.
     */
    public static void main(String[] arguments) throws Exception {
        long begin = System.nanoTime();
        Contender contender = (Contender) contender(arguments[0]);
        try {
            long sum = contender.load(Path.of(arguments[1]), arguments.length > 2 ? arguments[2] : null);
            long nanos = System.nanoTime() - begin;
            System.gc();
            Trial.report(
                    sum,
                    Map.of(
                            Figure.NANOS, nanos,
                            Figure.START_NANOS, Math.max(0, contender.started - begin),
                            Figure.HEAP, Machine.heap(),
                            Figure.METASPACE, Machine.metaspace().getUsed()));
        } finally {
            contender.end();
        }
    }

    /**
     * Is an object, and each is returned by itself: for a type of two of them the verifier would load all contenders, and a JVM has the jars
     * of only one.
     */
    @SuppressWarnings("StatementSwitchToExpressionSwitch") // an expression has one type
    private static Object contender(String variant) {
        switch (variant) {
            case "LAYERS":
                return new LayerForEach();
            case "PF4J", "PF4J_ARCHIVE":
                return new Rivals.Pf4j();
            case "JBOSS":
                return new Rivals.JBoss();
            case "FELIX":
                return new Rivals.Felix();
            default:
                return new Host(variant);
        }
    }

    /** When the host had started; 0 for others. */
    long started;

    /** Keeps what is loaded until memory is measured. */
    final List<Object> loaded = new ArrayList<>();

    /**
     * Loads plugins and calls their services.
     *
     * @param one the plugin to load, with those that it requires; null for all
     * @return what the services of all plugins, or of the one, return together
     */
    abstract long load(Path plugins, @Nullable String one) throws Exception;

    /** Ends the system, after the measurement, if it has to be ended. */
    void end() throws Exception {}

    static long sum(Iterable<Total> services) {
        long sum = 0;
        for (Total service : services) {
            sum += service.get();
        }
        return sum;
    }

    static long sum(Class<?> provider) throws ReflectiveOperationException {
        return ((Total) provider.getConstructor().newInstance()).get();
    }

    /** A service loader would also look for services in all layers below. */
    static long sum(Module module) throws ReflectiveOperationException {
        long sum = 0;
        for (ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
            if (provides.service().equals(Total.class.getName())) {
                for (String provider : provides.providers()) {
                    sum += sum(Class.forName(module, provider));
                }
            }
        }
        return sum;
    }

    /** This host. All settings are its defaults, but the one that a variant is about. */
    static final class Host extends Contender {

        private final String variant;
        private @Nullable PluginHost host;

        Host(String variant) {
            this.variant = variant;
        }

        @Override
        long load(Path plugins, @Nullable String one) {
            PluginHost.Builder builder = PluginHost.builder().plugins(plugins);
            if (variant.equals("HOST_NO_INDEX")) {
                builder.noIndex();
            } else if (variant.equals("HOST_FEW_FILES")) {
                builder.openFiles(128);
            }
            PluginHost built = builder.build();
            host = built;
            built.start();
            started = System.nanoTime();
            if (one != null) {
                return sum(built.importModule(one).services(Total.class));
            }
            return variant.equals("HOST_IMPORT_ALL")
                    ? importAll(built)
                    : sum(built.importServices(Total.class).join());
        }

        private static long importAll(PluginHost host) {
            List<String> names = new ArrayList<>();
            for (PluginInfo plugin : host.plugins()) {
                names.add(plugin.name());
            }
            long sum = 0;
            for (ImportResult result : host.importAll(names).join().values()) {
                sum += sum(result.module().orElseThrow().services(Total.class));
            }
            return sum;
        }

        @Override
        void end() {
            if (host != null) {
                host.close();
            }
        }
    }

    /** A layer of the JDK's for each plugin, above the layers of those that it requires. */
    static final class LayerForEach extends Contender {

        private final Map<String, ModuleLayer> layers = new HashMap<>();

        @Override
        long load(Path plugins, @Nullable String one) throws Exception {
            ModuleFinder finder = ModuleFinder.of(plugins);
            long sum = 0;
            for (ModuleReference reference : finder.findAll()) {
                String name = reference.descriptor().name();
                if (one == null || one.equals(name)) {
                    sum += sum(layer(reference, finder).findModule(name).orElseThrow());
                }
            }
            return sum;
        }

        private ModuleLayer layer(ModuleReference plugin, ModuleFinder finder) {
            String name = plugin.descriptor().name();
            ModuleLayer layer = layers.get(name);
            if (layer == null) {
                List<ModuleLayer> parents = new ArrayList<>(List.of(ModuleLayer.boot()));
                List<Configuration> configurations =
                        new ArrayList<>(List.of(ModuleLayer.boot().configuration()));
                for (ModuleDescriptor.Requires requires : plugin.descriptor().requires()) {
                    Optional<ModuleReference> required = finder.find(requires.name());
                    if (required.isPresent()) {
                        ModuleLayer parent = layer(required.get(), finder);
                        parents.add(parent);
                        configurations.add(parent.configuration());
                    }
                }
                // The finder comes after the parents, so that required plugins do not come into this layer.
                Configuration configuration =
                        Configuration.resolve(ModuleFinder.of(), configurations, finder, Set.of(name));
                layer = ModuleLayer.defineModulesWithOneLoader(
                                configuration, parents, ClassLoader.getSystemClassLoader())
                        .layer();
                layers.put(name, layer);
            }
            return layer;
        }
    }
}
