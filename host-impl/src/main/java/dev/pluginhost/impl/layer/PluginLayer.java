package dev.pluginhost.impl.layer;

import java.io.Closeable;
import java.io.IOException;
import java.lang.module.Configuration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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

    /** Those of the layers behind this one that export to modules of later layers. Mostly there are none. */
    private final List<PluginLayer> exporters;

    private PluginLayer(
            Resolution resolution,
            OpenArtifacts artifacts,
            ModuleLayer.Controller controller,
            PluginClassLoader loader,
            List<PluginLayer> exporters) {
        this.resolution = resolution;
        this.artifacts = artifacts;
        this.controller = controller;
        this.loader = loader;
        this.exporters = exporters;
    }

    /**
     * Defines a layer. No class is loaded, so no code of the plugin runs. The artifacts belong to the layer from then on; if this
     * fails, they still belong to the caller.
     *
     * @param applicationLayer the layer whose configuration the plugin was resolved against
     * @param applicationLoader the source of classes that no module here has or reads
     * @param required the layers of the plugins that it requires, in any order
     * @throws LayerInstantiationException if modules of the plugin cannot share a loader: two have the same package, or
     *     read the same package from two places
     * @throws IllegalArgumentException if these are not the layers that it was resolved against
     */
    public static PluginLayer define(
            Resolution resolution,
            OpenArtifacts artifacts,
            ModuleLayer applicationLayer,
            ClassLoader applicationLoader,
            Collection<PluginLayer> required) {
        List<PluginLayer> prerequisites = inOrder(resolution, required);
        List<ModuleLayer> parents = new ArrayList<>();
        parents.add(applicationLayer);
        for (PluginLayer prerequisite : prerequisites) {
            parents.add(prerequisite.layer());
        }

        Configuration configuration = resolution.configuration();
        PluginClassLoader loader = new PluginClassLoader(
                resolution, artifacts, applicationLoader, RemotePackages.of(resolution, parents, applicationLoader));
        ModuleLayer.Controller controller = ModuleLayer.defineModules(configuration, parents, module -> loader);
        PluginLayer layer = new PluginLayer(resolution, artifacts, controller, loader, exporters(prerequisites));
        for (PluginLayer exporter : layer.exporters) {
            QualifiedExports.wire(exporter.controller, layer.layer());
        }
        return layer;
    }

    /** The plugin's name. */
    public String name() {
        return resolution.name();
    }

    /** What it was resolved to, for plugins that require it. */
    public Resolution resolution() {
        return resolution;
    }

    /** The layer of all its modules. */
    public ModuleLayer layer() {
        return controller.layer();
    }

    /** The plugin's module. */
    public Module module() {
        return layer().findModule(name()).orElseThrow();
    }

    /** The loader of all its modules. */
    public ClassLoader loader() {
        return loader;
    }

    /** The files that its loader reads. They belong to the layer; share them to use them longer. */
    public OpenArtifacts artifacts() {
        return artifacts;
    }

    /** Opens a package of the plugin's module to this one: the host may make providers that are not exported. */
    public void openToHost(String packageName) {
        controller.addOpens(module(), packageName, PluginLayer.class.getModule());
    }

    /**
     * Lets the plugin's modules use native code, as far as the host may grant that.
     *
     * @return whether they may; always so before Java 22, which needs no grant
     */
    public boolean enableNativeAccess() {
        return NativeAccess.grant(controller);
    }

    /** Whether code of a loader belongs to a plugin whose layer is closed: the loader, or one of its parents, is that layer's. */
    public static boolean isClosed(@Nullable ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each instanceof PluginClassLoader plugins && plugins.isClosed()) {
                return true;
            }
        }
        return false;
    }

    /** Whether code of the plugin may have loaded a native library, which is then bound to its loader. */
    public boolean usesNative() {
        return loader.usesNative();
    }

    /** The class of a name that the loader has defined or a class of the plugin has linked to; null if there is none. Loads nothing. */
    public @Nullable Class<?> loadedClass(String name) {
        return loader.loadedClass(name);
    }

    @Override
    public void close() throws IOException {
        loader.close();
        artifacts.close();
    }

    private static List<PluginLayer> exporters(List<PluginLayer> prerequisites) {
        Set<PluginLayer> exporters = new LinkedHashSet<>();
        for (PluginLayer prerequisite : prerequisites) {
            if (QualifiedExports.goBeyond(prerequisite.layer())) {
                exporters.add(prerequisite);
            }
            exporters.addAll(prerequisite.exporters);
        }
        return List.copyOf(exporters);
    }

    @Override
    public String toString() {
        return "PluginLayer[" + name() + "]";
    }

    private static List<PluginLayer> inOrder(Resolution resolution, Collection<PluginLayer> required) {
        List<PluginLayer> ordered = new ArrayList<>();
        for (Resolution wanted : resolution.prerequisites()) {
            ordered.add(layerOf(wanted, resolution, required));
        }
        return ordered;
    }

    private static PluginLayer layerOf(Resolution wanted, Resolution resolution, Collection<PluginLayer> required) {
        for (PluginLayer layer : required) {
            if (layer.resolution == wanted) {
                return layer;
            }
        }
        throw new IllegalArgumentException("Plugin %s was resolved against %s, whose layer is not among %s"
                .formatted(resolution.name(), wanted, required));
    }
}
