package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.api.Total;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.jboss.modules.DependencySpec;
import org.jboss.modules.Module;
import org.jboss.modules.ModuleDependencySpecBuilder;
import org.jboss.modules.ModuleFinder;
import org.jboss.modules.ModuleLoadException;
import org.jboss.modules.ModuleLoader;
import org.jboss.modules.ModuleSpec;
import org.jboss.modules.ResourceLoaderSpec;
import org.jboss.modules.ResourceLoaders;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.pf4j.JarPluginManager;
import org.pf4j.PluginManager;

/** The rivals that are on the class path. */
final class Rivals {

    private Rivals() {}

    /** PF4J with its manager of plugins that are jars, which reads {@code META-INF/extensions.idx}. */
    static final class Pf4j extends Contender {

        @Override
        long load(Path plugins, @Nullable String one) {
            PluginManager manager = new JarPluginManager(plugins);
            loaded.add(manager);
            manager.loadPlugins();
            if (one == null) {
                manager.startPlugins();
                return sum(manager.getExtensions(Total.class));
            }
            manager.startPlugin(one);
            return sum(manager.getExtensions(Total.class, one));
        }
    }

    /** JBoss Modules. It finds a module in the jar with its name, and reads no other jar. */
    static final class JBoss extends Contender implements ModuleFinder {

        /** The application's interface. What replaces the deprecated method has more code and does the same. */
        @SuppressWarnings("deprecation")
        private static final DependencySpec APPLICATION = DependencySpec.createClassLoaderDependencySpec(
                Total.class.getClassLoader(),
                Set.of(Total.class.getPackageName().replace('.', '/')));

        private final Map<String, Path> jars = new HashMap<>();

        @Override
        long load(Path plugins, @Nullable String one) throws Exception {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(plugins)) {
                for (Path jar : files) {
                    jars.put(String.valueOf(jar.getFileName()).replace(".jar", ""), jar);
                }
            }
            ModuleLoader loader = new ModuleLoader(this);
            long sum = 0;
            for (String name : one == null ? jars.keySet() : Set.of(one)) {
                Module module = loader.loadModule(name);
                loaded.add(module);
                sum += sum(module.loadService(Total.class));
            }
            return sum;
        }

        @Override
        public @Nullable ModuleSpec findModule(String name, ModuleLoader loader) throws ModuleLoadException {
            Path path = jars.get(name);
            try {
                return path == null ? null : read(name, new JarFile(path.toFile()));
            } catch (IOException e) {
                throw new ModuleLoadException(e);
            }
        }

        /** The module keeps the jar open. Its manifest says what it depends on. */
        private static ModuleSpec read(String name, JarFile jar) throws IOException {
            ModuleSpec.Builder builder = ModuleSpec.build(name)
                    .addResourceRoot(
                            ResourceLoaderSpec.createResourceLoaderSpec(ResourceLoaders.createJarResourceLoader(jar)))
                    .addDependency(DependencySpec.OWN_DEPENDENCY)
                    .addDependency(APPLICATION);
            String dependencies = jar.getManifest().getMainAttributes().getValue("Dependencies");
            if (dependencies != null) {
                for (String dependency : dependencies.split(", ", -1)) {
                    builder.addDependency(new ModuleDependencySpecBuilder()
                            .setName(dependency)
                            .build());
                }
            }
            return builder.create();
        }
    }

    /**
     * Felix with the cache of an earlier run, if there was one. Then the bundles are installed already and only have to be started.
     * They are not copied to the cache.
     */
    static final class Felix extends Contender {

        private static final String SERVICES = "META-INF/services/" + Total.class.getName();

        private @Nullable Framework framework;

        @Override
        long load(Path plugins, @Nullable String one) throws Exception {
            Path cache = plugins.resolveSibling("felix-cache").toAbsolutePath();
            Framework started = new FrameworkFactory()
                    .newFramework(Map.of(
                            Constants.FRAMEWORK_STORAGE, cache.toString(),
                            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, Total.class.getPackageName()));
            framework = started;
            started.start();
            BundleContext context = started.getBundleContext();
            if (context.getBundles().length == 1) {
                install(plugins, context);
            }
            long sum = 0;
            for (Bundle bundle : context.getBundles()) {
                if (one == null
                        ? bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID
                        : one.equals(bundle.getSymbolicName())) {
                    sum += total(bundle);
                }
            }
            return sum;
        }

        private static void install(Path plugins, BundleContext context) throws BundleException, IOException {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(plugins)) {
                for (Path jar : jars) {
                    context.installBundle("reference:" + jar.toUri());
                }
            }
        }

        /** Starts a bundle, so that the next run does not start it by itself, and calls the service that it names. */
        private static long total(Bundle bundle) throws BundleException, IOException, ReflectiveOperationException {
            bundle.start(Bundle.START_TRANSIENT);
            try (BufferedReader services = new BufferedReader(
                    new InputStreamReader(bundle.getEntry(SERVICES).openStream(), StandardCharsets.UTF_8))) {
                return sum(bundle.loadClass(String.valueOf(services.readLine())));
            }
        }

        @Override
        void end() throws Exception {
            if (framework != null) {
                framework.stop();
                framework.waitForStop(0);
            }
        }
    }
}
