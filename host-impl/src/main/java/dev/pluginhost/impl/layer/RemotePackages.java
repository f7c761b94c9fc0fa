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

/**
 * Which package comes from which other loader: what modules outside the candidate export to those inside that read them, as in
 * {@code jdk.internal.loader.Loader.initRemotePackageMap}. Unlike there, private libraries of other bundles are left out, and
 * qualified exports of other plugins count. For use by one thread.
 *
 * <p>Modules of the boot layer, with their hundreds of packages, are left out where the JDK's application class loader is asked for
 * all that is not here: it looks for a class of a package of theirs in them alone ({@code BuiltinClassLoader.loadClassOrNull}).
 */
final class RemotePackages {

    /** Where a package comes from, and which module reads it from which. */
    private record Source(ClassLoader loader, ResolvedModule reader, ResolvedModule read) {}

    private final Resolution resolution;
    private final List<ModuleLayer> parents;
    private final Map<String, Source> sources = new HashMap<>();

    /** The layers behind the parents, once one was needed. */
    private final IdentityHashMap<Configuration, ModuleLayer> behind = new IdentityHashMap<>();

    private RemotePackages(Resolution resolution, List<ModuleLayer> parents) {
        this.resolution = resolution;
        this.parents = parents;
    }

    /** Package name to loader; the application's loader is asked for all that is not among them. */
    static Map<String, ClassLoader> of(Resolution resolution, List<ModuleLayer> parents, ClassLoader application) {
        Configuration own = resolution.configuration();
        // The resolver has checked that one module reads no package from two others; of several, it is checked here.
        boolean withoutBoot = application == ClassLoader.getSystemClassLoader()
                && application.getClass().getModule() == Object.class.getModule()
                && own.modules().size() == 1;
        Configuration boot = ModuleLayer.boot().configuration();
        RemotePackages packages = new RemotePackages(resolution, parents);
        for (ResolvedModule module : own.modules()) {
            for (ResolvedModule read : module.reads()) {
                Configuration from = read.configuration();
                if (from != own && !(withoutBoot && from == boot) && !resolution.isPrivate(read)) {
                    packages.add(module, read);
                }
            }
        }
        Map<String, ClassLoader> loaders = new HashMap<>();
        packages.sources.forEach((name, source) -> loaders.put(name, source.loader()));
        return loaders.isEmpty() ? Map.of() : loaders;
    }

    private void add(ResolvedModule module, ResolvedModule read) {
        Source source = new Source(loader(read), module, read);
        ModuleDescriptor descriptor = read.reference().descriptor();
        if (descriptor.isAutomatic()) {
            for (String name : descriptor.packages()) {
                add(name, source);
            }
        }
        for (Exports exports : descriptor.exports()) {
            boolean visible = !exports.isQualified()
                    || (resolution.isOfPlugin(read)
                            && QualifiedExport.reaches(exports.targets(), module.name(), read.configuration()));
            if (visible) {
                add(exports.source(), source);
            }
        }
    }

    private void add(String name, Source source) {
        Source other = sources.putIfAbsent(name, source);
        if (other != null && other.loader() != source.loader()) {
            throw new LayerInstantiationException(
                    "Package %s comes from two loaders in plugin %s: %s reads it from %s, %s reads it from %s; the modules of a bundle share one loader, so let all of them read it from one of the two"
                            .formatted(
                                    name,
                                    resolution.name(),
                                    other.reader().name(),
                                    other.read().name(),
                                    source.reader().name(),
                                    source.read().name()));
        }
    }

    private ClassLoader loader(ResolvedModule read) {
        ClassLoader loader = layer(read).findLoader(read.name());
        return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    }

    /** Mostly one of the parents; else behind them, as what a parent requires transitively. */
    private ModuleLayer layer(ResolvedModule read) {
        for (ModuleLayer parent : parents) {
            if (parent.configuration() == read.configuration()) {
                return parent;
            }
        }
        if (behind.isEmpty()) {
            Deque<ModuleLayer> open = new ArrayDeque<>(parents);
            while (!open.isEmpty()) {
                ModuleLayer next = open.poll();
                if (behind.putIfAbsent(next.configuration(), next) == null) {
                    open.addAll(next.parents());
                }
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
