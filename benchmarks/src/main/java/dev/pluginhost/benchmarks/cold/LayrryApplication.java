package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;

/**
 * The application that Layrry runs, a module in a layer of its own: it calls the services of the modules in the layers right
 * below, and leaves the sum in a system property. They stay where the JVM's properties are: Layrry itself holds no layer that it
 * has made, and without an application that goes on all would be gone before memory is looked at.
 */
final class LayrryApplication {

    static final String MODULE = "benchmark.layrry";
    static final String VERSION = "1.0.0";
    static final String MAIN = MODULE + "/" + MODULE + ".Application";
    static final String SUM = "benchmark.layrry.sum";

    private LayrryApplication() {}

    /** Makes its jar. */
    static void make(Path plugins) {
        PluginSource.module(MODULE)
                .version(VERSION)
                .exports(MODULE)
                .source(MODULE + ".Application", """
                        public final class Application {
                            private Application() {}
                            public static void main(String[] none) throws ReflectiveOperationException {
                                long sum = 0;
                                for (ModuleLayer layer : Application.class.getModule().getLayer().parents()) {
                                    for (Module module : layer.modules()) {
                                        sum += of(module);
                                    }
                                }
                                System.setProperty("%s", Long.toString(sum));
                            }
                            private static long of(Module module) throws ReflectiveOperationException {
                                long sum = 0;
                                for (java.lang.module.ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
                                    for (String provider : provides.providers()) {
                                        java.util.function.LongSupplier service =
                                                (java.util.function.LongSupplier) Class.forName(module, provider)
                                                        .getConstructor().newInstance();
                                        System.getProperties().put(service, service);
                                        sum += service.getAsLong();
                                    }
                                }
                                return sum;
                            }
                        }
                        """.formatted(SUM))
                .jar(directory(plugins));
    }

    /** Where it is, and nothing else. */
    static Path directory(Path plugins) {
        return plugins.resolveSibling("layrry");
    }
}
