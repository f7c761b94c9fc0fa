package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's layer with its class loader, and the files that the loader reads. Closing it closes the files and may be repeated:
 * classes that are loaded go on working, and a class that is not loaded yet fails with the reason. Thread-safe.
 */
public final class PluginLayer implements Closeable {

    private final Resolution resolution;
    private final OpenArtifacts artifacts;
    private final ModuleLayer.Controller controller;
    private final PluginClassLoader loader;

    /** This layer and those behind it, if they export or open packages to modules of later layers; not changed after definition. */
    private final Set<PluginLayer> exporters = new HashSet<>();

    private PluginLayer(
            Resolution resolution, OpenArtifacts artifacts, Application application, Collection<PluginLayer> required) {
        this.resolution = resolution;
        this.artifacts = artifacts;
        List<ModuleLayer> plugins = new ArrayList<>();
        for (Resolution wanted : resolution.prerequisites()) {
            for (PluginLayer prerequisite : required) {
                if (prerequisite.resolution == wanted) {
                    plugins.add(prerequisite.layer());
                    exporters.addAll(prerequisite.exporters);
                }
            }
        }
        ModuleLayer own = resolution.applicationLayer();
        List<ModuleLayer> parents = application.parents(own, List.of(), plugins);
        ClassLoader above = application.loaderFor(resolution.readsMore(application));
        RemotePackages remote = RemotePackages.of(resolution, parents, above, application);
        this.loader = new PluginClassLoader(resolution, artifacts, above, remote.loaders);
        if (!resolution.standIns().isEmpty()) {
            parents = application.parents(
                    own, LibraryStandIns.layers(resolution.standIns().values(), own, loader), plugins);
        }
        this.controller = ModuleLayer.defineModules(resolution.configuration(), parents, loader);
        loader.layer = controller.layer();
        // The JDK exports to modules that are there when it defines the layer (Module.initExportsAndOpens).
        for (PluginLayer exporter : exporters) {
            if (exporter.isOfLater(name())) {
                exporter.exportTo(module(), Set.of(name()));
            }
        }
        for (String target : targets()) {
            if (isOfLater(target)) {
                exporters.add(this);
            }
        }
        if (!resolution.candidate().libraries().isEmpty() || !remote.libraries.isEmpty()) {
            readLibraries(remote.libraries);
        }
        if (application.isOnClassPath()) {
            readClassPath(application);
        }
    }

    /**
     * Defines a layer. No class is loaded, so no code of the plugin runs. The artifacts belong to the layer unless this fails.
     *
     * @param required the layers of the plugins that it requires, in any order
     * @throws LayerInstantiationException if two modules have the same package, or read the same package from two places
     */
    public static PluginLayer define(
            Resolution resolution, OpenArtifacts artifacts, Application application, Collection<PluginLayer> required) {
        return new PluginLayer(resolution, artifacts, application, required);
    }

    /** The names of modules that its module exports or opens a package to. */
    private Set<String> targets() {
        Set<String> targets = new HashSet<>();
        for (Exports exports : module().getDescriptor().exports()) {
            targets.addAll(exports.targets());
        }
        for (Opens opens : module().getDescriptor().opens()) {
            targets.addAll(opens.targets());
        }
        return targets;
    }

    /** Whether a name that it exports to is that of a later module: its own configuration and those behind it have none. */
    private boolean isOfLater(String target) {
        return resolution.configuration().findModule(target).isEmpty();
    }

    /** Exports and opens to a module what is exported and opened to modules of some names. */
    private void exportTo(Module module, Set<String> names) {
        for (Exports exports : module().getDescriptor().exports()) {
            if (!Collections.disjoint(exports.targets(), names)) {
                controller.addExports(module(), exports.source(), module);
            }
        }
        for (Opens opens : module().getDescriptor().opens()) {
            if (!Collections.disjoint(opens.targets(), names)) {
                controller.addOpens(module(), opens.source(), module);
            }
        }
    }

    /** Lets the module read its libraries and those that other plugins pass on, and opens to them what it opens to one by name. */
    private void readLibraries(Map<String, ClassLoader> passedOn) {
        controller.addReads(module(), loader.getUnnamedModule());
        Map<String, ClassLoader> loaders = new HashMap<>(passedOn);
        for (ModuleArtifact library : resolution.candidate().libraries()) {
            loaders.put(library.name(), loader);
        }
        for (Map.Entry<String, ClassLoader> library : loaders.entrySet()) {
            controller.addReads(module(), library.getValue().getUnnamedModule());
            exportTo(library.getValue().getUnnamedModule(), Set.of(library.getKey()));
        }
    }

    /** The same for the class path. */
    private void readClassPath(Application application) {
        Set<String> targets = targets();
        targets.removeIf(target -> !isOfClassPath(target, application));
        for (ClassLoader each : application.classPathLoaders()) {
            controller.addReads(module(), each.getUnnamedModule());
            exportTo(each.getUnnamedModule(), targets);
        }
    }

    private boolean isOfClassPath(String target, Application application) {
        boolean isElsewhere = resolution.candidate().has(target)
                || resolution.goesWithout(target)
                || application.layer().findModule(target).isPresent();
        for (Resolution prerequisite : resolution.prerequisites()) {
            isElsewhere |= prerequisite.name().equals(target);
        }
        return !isElsewhere && application.onClassPath(target) != null;
    }

    public String name() {
        return resolution.name();
    }

    public Resolution resolution() {
        return resolution;
    }

    public ModuleLayer layer() {
        return controller.layer();
    }

    public Module module() {
        return layer().findModule(name()).orElseThrow();
    }

    public ClassLoader loader() {
        return loader;
    }

    /** The jar or directory that its loader would read a class from, by the path of the class file; null if it would not. Defines nothing. */
    public @Nullable ModuleArtifact artifactWith(String packageName, String path) throws IOException {
        LocalJar jar = loader.jarWith(packageName, path);
        return jar == null ? null : jar.content.artifact;
    }

    /** The loader that its loader asks for a class of a package of which it has none. */
    public ClassLoader elsewhere(String packageName) {
        return loader.elsewhere(packageName);
    }

    /** Reads a class file in one of its artifacts. */
    public byte[] classFile(ModuleArtifact artifact, String path) throws IOException {
        for (OpenModule module : artifacts.modules) {
            OpenModule.ClassFile file = module.artifact.file().equals(artifact.file()) ? module.classFile(path) : null;
            if (file != null) {
                return file.bytes();
            }
        }
        throw new FileNotFoundException(path);
    }

    /** The files that its loader reads. They belong to the layer; share them to use them longer. */
    public OpenArtifacts artifacts() {
        return artifacts;
    }

    /** Lets another module, the host's, make providers of a package that is not exported. */
    public void export(String packageName, Module to) {
        controller.addExports(module(), packageName, to);
    }

    /** What the host may grant to the plugin's module. */
    public ModuleLayer.Controller controller() {
        return controller;
    }

    /** Whether code of a loader belongs to a plugin whose layer is closed: the loader, or one of its parents, is that layer's. */
    public static boolean isClosed(@Nullable ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each instanceof PluginClassLoader plugins && plugins.closed) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class of the plugin may have loaded a native library. */
    public boolean usesNative() {
        return loader.usesNative;
    }

    /** Whether code of the plugin that has run so far may have left something on its thread, such as a thread-local. */
    public boolean mayReachThread() {
        return loader.links.mayReachThread();
    }

    /** The class of a name that the loader has defined or a class of the plugin has linked to; null if there is none. Loads nothing. */
    public @Nullable Class<?> loadedClass(String name) {
        return loader.loadedClass(name);
    }

    /** The same for the loader of a plugin; null for any other one. */
    public static @Nullable Class<?> loadedClass(ClassLoader of, String name) {
        return of instanceof PluginClassLoader plugin ? plugin.loadedClass(name) : null;
    }

    /** The layer that a class belongs to: that of its module, or of the plugin of which it is a library's. */
    public static @Nullable ModuleLayer layerOf(Class<?> type) {
        return type.getClassLoader() instanceof PluginClassLoader plugin
                ? plugin.layer
                : type.getModule().getLayer();
    }

    @Override
    public void close() {
        loader.closed = true;
        artifacts.close();
    }
}
