package dev.pluginhost.benchmarks.cold;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.jar.JarFile;
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

/** JBoss Modules over the jars of a directory, whose manifests say what each depends on. */
final class JbossContender implements Contender {

    private final List<Module> modules = new ArrayList<>();

    @Override
    public long all(Path plugins) throws Exception {
        Jars jars = Jars.in(plugins);
        ModuleLoader loader = new ModuleLoader(jars);
        long sum = 0;
        for (String name : jars.byName.keySet()) {
            sum += total(loader, name);
        }
        return sum;
    }

    @Override
    public long one(Path plugins, String name) throws Exception {
        return total(new ModuleLoader(Jars.in(plugins)), name);
    }

    @Override
    public void close() {
        modules.clear(); // a loader cannot be closed
    }

    private long total(ModuleLoader loader, String name) throws ModuleLoadException {
        Module module = loader.loadModule(name);
        modules.add(module);
        long sum = 0;
        for (LongSupplier service : module.loadService(LongSupplier.class)) {
            sum += service.getAsLong();
        }
        return sum;
    }

    /** Finds a module in the jar that is called after it, and reads no other. */
    private record Jars(Map<String, Path> byName) implements ModuleFinder {

        static Jars in(Path plugins) throws IOException {
            Map<String, Path> byName = new HashMap<>();
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(plugins)) {
                for (Path jar : jars) {
                    String fileName = String.valueOf(jar.getFileName());
                    byName.put(fileName.substring(0, fileName.lastIndexOf('-')), jar);
                }
            }
            return new Jars(byName);
        }

        @Override
        public @Nullable ModuleSpec findModule(String name, ModuleLoader loader) throws ModuleLoadException {
            Path path = byName.get(name);
            if (path == null) {
                return null;
            }
            try {
                return read(name, new JarFile(path.toFile()));
            } catch (IOException e) {
                throw new ModuleLoadException(e);
            }
        }

        /** The module holds the jar open for as long as it is there. */
        private static ModuleSpec read(String name, JarFile jar) throws IOException {
            ModuleSpec.Builder builder = ModuleSpec.build(name)
                    .addResourceRoot(
                            ResourceLoaderSpec.createResourceLoaderSpec(ResourceLoaders.createJarResourceLoader(jar)))
                    .addDependency(DependencySpec.OWN_DEPENDENCY);
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
}
