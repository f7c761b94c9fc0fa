package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.application.StandIn;
import java.lang.module.Configuration;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which package comes from which other loader: what modules export to that of the plugin, which reads them, as in
 * {@code jdk.internal.loader.Loader.initRemotePackageMap}. Unlike there, private libraries of bundles are left out, and qualified exports
 * of other plugins count. For use by one thread.
 *
 * <p>Modules of the boot layer are left out where the JDK's application class loader is asked for all that is not here: it looks for
 * a class of a package of theirs in them alone ({@code BuiltinClassLoader.loadClassOrNull}).
 */
final class RemotePackages {

    private final Resolution resolution;
    private final List<ModuleLayer> parents;

    /** By package. The application's loader is asked for all that is not among them. */
    final Map<String, ClassLoader> loaders = new HashMap<>();

    /** The loaders of other plugins' libraries that are passed on to this one, by the name of the stand-in. */
    final Map<String, ClassLoader> libraries = new HashMap<>();

    /** The parents and the layers behind them, once one of these was needed. */
    private final IdentityHashMap<Configuration, ModuleLayer> behind = new IdentityHashMap<>();

    private RemotePackages(Resolution resolution, List<ModuleLayer> parents) {
        this.resolution = resolution;
        this.parents = parents;
    }

    static RemotePackages of(
            Resolution resolution, List<ModuleLayer> parents, ClassLoader above, Application application) {
        // Libraries do not get at a package that is read from elsewhere, so then each must be known.
        boolean withoutBoot = Application.findsBoot(above)
                && resolution.candidate().libraries().isEmpty();
        Configuration boot = ModuleLayer.boot().configuration();
        RemotePackages packages = new RemotePackages(resolution, parents);
        for (ResolvedModule read : resolution.module().reads()) {
            boolean isHidden = application.hides(read.name()) && !resolution.isOfPlugin(read);
            if (!(withoutBoot && read.configuration() == boot) && !isHidden && resolution.sees(read)) {
                packages.add(read);
            }
        }
        return packages;
    }

    private void add(ResolvedModule read) {
        ClassLoader loader = loader(read);
        if (read.reference() instanceof StandIn && loader instanceof PluginClassLoader) {
            libraries.put(read.name(), loader);
        }
        for (String name : resolution.packagesOf(read)) {
            loaders.put(name, loader);
        }
    }

    private ClassLoader loader(ResolvedModule read) {
        ClassLoader loader = layer(read).findLoader(read.name());
        return loader == null ? ClassLoader.getPlatformClassLoader() : Application.loading(loader);
    }

    /** One of the parents, mostly; else a layer behind them, as of what a parent requires transitively. */
    private ModuleLayer layer(ResolvedModule read) {
        for (ModuleLayer parent : parents) {
            if (parent.configuration() == read.configuration()) {
                return parent;
            }
        }
        Deque<ModuleLayer> open = new ArrayDeque<>(behind.isEmpty() ? parents : List.of());
        while (!open.isEmpty()) {
            ModuleLayer next = open.remove();
            if (behind.putIfAbsent(next.configuration(), next) == null) {
                open.addAll(next.parents());
            }
        }
        ModuleLayer layer = behind.get(read.configuration());
        if (layer == null) {
            throw new IllegalArgumentException(
                    "No layer for %s, which plugin %s was resolved against".formatted(read, resolution.name()));
        }
        return layer;
    }
}
