package dev.pluginhost.impl.layer;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which package comes from which other loader: what modules outside the candidate export to those inside that read them, as
 * in {@code jdk.internal.loader.Loader.initRemotePackageMap}. It differs in two points: private libraries of other bundles
 * are left out, and qualified exports of other plugins count.
 *
 * <p>Modules of the boot layer are left out where they are found anyway: the JDK's own application class loader looks for a
 * class of a package of theirs in them alone ({@code jdk.internal.loader.BuiltinClassLoader.loadClassOrNull}), and it is asked
 * for all that is not here. They have some hundred packages, for each plugin.
 */
final class RemotePackages {

    private final Resolution resolution;
    private final List<ModuleLayer> parents;
    private final Map<String, ClassLoader> loaders = new HashMap<>();

    /** The layers behind the parents; made when first needed. */
    private @Nullable IdentityHashMap<Configuration, ModuleLayer> behind;

    /** Who reads each package from whom, for messages. */
    private final Map<String, Reader> readers = new HashMap<>();

    private RemotePackages(Resolution resolution, List<ModuleLayer> parents) {
        this.resolution = resolution;
        this.parents = parents;
    }

    /**
     * Package name to loader.
     *
     * @param application the loader that is asked for all that is not among them
     * @throws LayerInstantiationException if two modules of the candidate read one package from different loaders
     */
    static Map<String, ClassLoader> of(Resolution resolution, List<ModuleLayer> parents, ClassLoader application) {
        Configuration left = bootLeftOut(resolution, application);
        RemotePackages packages = new RemotePackages(resolution, parents);
        for (ResolvedModule module : resolution.configuration().modules()) {
            for (ResolvedModule read : module.reads()) {
                if (read.configuration() != resolution.configuration()
                        && read.configuration() != left
                        && !resolution.isPrivate(read)) {
                    packages.add(module, read);
                }
            }
        }
        return packages.loaders.isEmpty() ? Map.of() : packages.loaders;
    }

    /**
     * The configuration of the boot layer, if its modules can be left out. Of one module the resolver has seen to it that it
     * reads no package from two others; of several, which share a loader, it is seen to here.
     */
    private static @Nullable Configuration bootLeftOut(Resolution resolution, ClassLoader application) {
        boolean jdks = application == ClassLoader.getSystemClassLoader()
                && application.getClass().getModule() == Object.class.getModule();
        return jdks && resolution.configuration().modules().size() == 1
                ? ModuleLayer.boot().configuration()
                : null;
    }

    private void add(ResolvedModule module, ResolvedModule read) {
        ClassLoader loader = loader(read);
        ModuleDescriptor descriptor = read.reference().descriptor();
        if (descriptor.isAutomatic()) {
            for (String name : descriptor.packages()) {
                add(name, loader, module, read);
            }
        }
        for (Exports exports : descriptor.exports()) {
            if (!exports.isQualified() || isPassedOn(exports, module, read)) {
                add(exports.source(), loader, module, read);
            }
        }
    }

    private boolean isPassedOn(Exports exports, ResolvedModule module, ResolvedModule read) {
        return resolution.isOfPlugin(read)
                && QualifiedExports.reach(module.name(), exports.targets(), read.configuration());
    }

    /** Which module reads a package from which other. */
    private record Reader(String module, String read) {
        @Override
        public String toString() {
            return module + " reads it from " + read;
        }
    }

    private void add(String name, ClassLoader loader, ResolvedModule module, ResolvedModule read) {
        ClassLoader other = loaders.putIfAbsent(name, loader);
        if (other == null) {
            readers.put(name, new Reader(module.name(), read.name()));
        } else if (other != loader) {
            throw new LayerInstantiationException(
                    "Package %s comes from two loaders in plugin %s: %s, %s reads it from %s; the modules of a bundle share one loader, so let all of them read it from one of the two"
                            .formatted(name, resolution.name(), readers.get(name), module.name(), read.name()));
        }
    }

    private ClassLoader loader(ResolvedModule read) {
        ModuleLayer layer = layer(read.configuration());
        if (layer == null) {
            throw new IllegalArgumentException(
                    "No layer for %s, which plugin %s was resolved against".formatted(read, resolution.name()));
        }
        ClassLoader loader = layer.findLoader(read.name());
        return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    }

    /** Mostly one of the parents; else behind them, as what a parent requires transitively. */
    private @Nullable ModuleLayer layer(Configuration configuration) {
        for (ModuleLayer parent : parents) {
            if (parent.configuration() == configuration) {
                return parent;
            }
        }
        if (behind == null) {
            behind = new IdentityHashMap<>();
            Deque<ModuleLayer> open = new ArrayDeque<>(parents);
            while (!open.isEmpty()) {
                ModuleLayer next = open.poll();
                if (behind.putIfAbsent(next.configuration(), next) == null) {
                    open.addAll(next.parents());
                }
            }
        }
        return behind.get(configuration);
    }
}
