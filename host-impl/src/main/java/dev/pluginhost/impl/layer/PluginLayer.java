package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.application.Application;
import dev.pluginhost.impl.layer.RemotePackages.QualifiedExport;
import java.io.Closeable;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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

    /** What this layer and those behind it export to modules of later layers; not changed after definition. */
    private final Set<QualifiedExport> qualifiedExports = new HashSet<>();

    private PluginLayer(
            Resolution resolution, OpenArtifacts artifacts, Application application, Collection<PluginLayer> required) {
        this.resolution = resolution;
        this.artifacts = artifacts;
        List<ModuleLayer> parents = new ArrayList<>();
        parents.add(resolution.applicationLayer());
        for (Resolution wanted : resolution.prerequisites()) {
            for (PluginLayer prerequisite : required) {
                if (prerequisite.resolution == wanted) {
                    parents.add(prerequisite.layer());
                    qualifiedExports.addAll(prerequisite.qualifiedExports);
                }
            }
        }
        ClassLoader above = application.loaderFor(resolution.readsMore(application));
        this.loader =
                new PluginClassLoader(resolution, artifacts, above, RemotePackages.of(resolution, parents, above));
        this.controller = ModuleLayer.defineModules(resolution.configuration(), parents, loader);
        for (QualifiedExport exports : qualifiedExports) {
            exports.applyTo(controller.layer());
        }
        qualifiedExports.addAll(QualifiedExport.of(controller));
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

    /** Lets the modules read the class path, and opens to it what they open to one of its modules. */
    private void readClassPath(Application application) {
        List<ClassLoader> loaders = application.classPathLoaders();
        for (Module module : layer().modules()) {
            loaders.forEach(each -> controller.addReads(module, each.getUnnamedModule()));
            ModuleDescriptor descriptor = module.getDescriptor();
            for (Exports exports : descriptor.exports()) {
                if (isForClassPath(exports.targets(), application)) {
                    loaders.forEach(each -> controller.addExports(module, exports.source(), each.getUnnamedModule()));
                }
            }
            for (Opens opens : descriptor.opens()) {
                if (isForClassPath(opens.targets(), application)) {
                    loaders.forEach(each -> controller.addOpens(module, opens.source(), each.getUnnamedModule()));
                }
            }
        }
    }

    private boolean isForClassPath(Set<String> targets, Application application) {
        for (String target : targets) {
            boolean isElsewhere = resolution.own(target).isPresent()
                    || application.layer().findModule(target).isPresent();
            for (Resolution prerequisite : resolution.prerequisites()) {
                isElsewhere |= prerequisite.shares(target);
            }
            if (!isElsewhere && application.onClassPath(target) != null) {
                return true;
            }
        }
        return false;
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

    /** The files that its loader reads. They belong to the layer; share them to use them longer. */
    public OpenArtifacts artifacts() {
        return artifacts;
    }

    /** Lets the host make providers of a package that is not exported. */
    public void exportToHost(String packageName) {
        controller.addExports(module(), packageName, PluginLayer.class.getModule());
    }

    /** Lets the plugin's modules use native code, as far as the host itself may: beyond that, the JDK would warn or refuse (JEP 472). */
    public void enableNativeAccess() {
        try {
            Method enable = ModuleLayer.Controller.class.getMethod("enableNativeAccess", Module.class);
            Method isEnabled = Module.class.getMethod("isNativeAccessEnabled");
            if ((boolean) isEnabled.invoke(PluginLayer.class.getModule())) {
                for (Module module : layer().modules()) {
                    enable.invoke(controller, module);
                }
            }
        } catch (NoSuchMethodException e) {
            return; // before Java 22, which needs no grant
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Native access could not be granted: " + e, e);
        }
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

    @Override
    public void close() {
        loader.closed = true;
        artifacts.close();
    }
}
