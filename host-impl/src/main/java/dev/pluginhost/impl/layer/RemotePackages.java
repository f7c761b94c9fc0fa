package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.application.Application;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which package comes from which other loader: what modules outside the candidate export to those inside that read them, as in
 * {@code jdk.internal.loader.Loader.initRemotePackageMap}. Unlike there, private libraries of other bundles are left out, and
 * qualified exports of other plugins count. For use by one thread.
 *
 * <p>Modules of the boot layer are left out where the JDK's application class loader is asked for all that is not here: it looks for
 * a class of a package of theirs in them alone ({@code BuiltinClassLoader.loadClassOrNull}).
 */
final class RemotePackages {

    /**
     * A package that an earlier plugin exports, or opens, to named modules of later ones. The JDK looks for the named module when it
     * defines the one that exports, when the other is not there yet ({@code Module.initExportsAndOpens}). Immutable.
     */
    record QualifiedExport(
            ModuleLayer.Controller controller, Module source, String packageName, Set<String> targets, boolean opens) {

        /** Those of a layer that name modules which neither it nor its parents have; mostly there are none. */
        static List<QualifiedExport> of(ModuleLayer.Controller controller) {
            List<QualifiedExport> found = new ArrayList<>();
            Configuration exporter = controller.layer().configuration();
            for (Module source : controller.layer().modules()) {
                for (Exports exports : source.getDescriptor().exports()) {
                    if (reachesAny(exports.targets(), exporter)) {
                        found.add(new QualifiedExport(controller, source, exports.source(), exports.targets(), false));
                    }
                }
                for (Opens opens : source.getDescriptor().opens()) {
                    if (reachesAny(opens.targets(), exporter)) {
                        found.add(new QualifiedExport(controller, source, opens.source(), opens.targets(), true));
                    }
                }
            }
            return found;
        }

        private static boolean reachesAny(Set<String> targets, Configuration exporter) {
            for (String target : targets) {
                if (reaches(targets, target, exporter)) {
                    return true;
                }
            }
            return false;
        }

        /** Exports or opens the package to modules of a later layer. */
        void applyTo(ModuleLayer later) {
            for (Module target : later.modules()) {
                if (reaches(targets, target.getName(), controller.layer().configuration())) {
                    if (opens) {
                        controller.addOpens(source, packageName, target);
                    } else {
                        controller.addExports(source, packageName, target);
                    }
                }
            }
        }

        /** Whether a later module is meant: one that the exporter has itself, or its parents, is meant before others of its name. */
        private static boolean reaches(Set<String> targets, String module, Configuration exporter) {
            return targets.contains(module) && exporter.findModule(module).isEmpty();
        }
    }

    private final Resolution resolution;
    private final List<ModuleLayer> parents;
    private final Map<String, ClassLoader> loaders = new HashMap<>();

    /** The parents and the layers behind them, once one of these was needed. */
    private final IdentityHashMap<Configuration, ModuleLayer> behind = new IdentityHashMap<>();

    /** Which module reads a package from which, for messages. */
    private final Map<String, String> origins = new HashMap<>();

    private RemotePackages(Resolution resolution, List<ModuleLayer> parents) {
        this.resolution = resolution;
        this.parents = parents;
    }

    /** Package name to loader; the application's loader is asked for all that is not among them. */
    static Map<String, ClassLoader> of(Resolution resolution, List<ModuleLayer> parents, ClassLoader application) {
        Configuration own = resolution.configuration();
        // The resolver has checked that one module reads no package from two others; of several, it is checked here.
        boolean withoutBoot =
                Application.findsBoot(application) && own.modules().size() == 1;
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
        return packages.loaders;
    }

    private void add(ResolvedModule module, ResolvedModule read) {
        ClassLoader loader = loader(read);
        String origin = module.name() + " reads it from " + read.name();
        ModuleDescriptor descriptor = read.reference().descriptor();
        if (descriptor.isAutomatic()) {
            for (String name : descriptor.packages()) {
                add(name, loader, origin);
            }
        }
        for (Exports exports : descriptor.exports()) {
            boolean visible = !exports.isQualified()
                    || (resolution.isOfPlugin(read)
                            && QualifiedExport.reaches(exports.targets(), module.name(), read.configuration()));
            if (visible) {
                add(exports.source(), loader, origin);
            }
        }
    }

    private void add(String name, ClassLoader loader, String origin) {
        ClassLoader other = loaders.putIfAbsent(name, loader);
        if (other != null && other != loader) {
            throw new LayerInstantiationException(
                    "Package %s comes from two loaders in plugin %s: %s, %s; the modules of a bundle share one loader, so let all of them read it from one of the two"
                            .formatted(name, resolution.name(), origins.get(name), origin));
        }
        origins.put(name, origin);
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
