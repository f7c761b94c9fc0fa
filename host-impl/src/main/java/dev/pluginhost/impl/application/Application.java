package dev.pluginhost.impl.application;

import dev.pluginhost.PluginHost;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What plugins may require and use of the application: the modules of its layer and, if the host is on the class path, a module that stands for
 * each of the class path's that a plugin requires ({@link StandIns}). Thread-safe.
 */
public final class Application {

    /** What an application on the class path has besides; the views are what plugins see of it without requiring it. */
    private record OnClassPath(
            Map<String, ModuleDescriptor> declared, StandIns standIns, ClassLoader view, ClassLoader automaticView) {}

    private final ModuleLayer layer;
    private final ClassLoader loader;
    private final @Nullable OnClassPath classPath;

    private Application(ModuleLayer layer, ClassLoader loader, @Nullable OnClassPath classPath) {
        this.layer = layer;
        this.loader = loader;
        this.classPath = classPath;
    }

    /** An application whose modules are those of a layer. */
    public static Application ofLayer(ModuleLayer layer, ClassLoader loader) {
        return new Application(layer, loader, null);
    }

    /**
     * An application on the class path of a loader.
     *
     * @param declared by name, the modules that the application declares itself, such as those in a shaded jar
     * @param notes receives why something on the class path is passed over
     */
    public static Application onClassPath(
            ClassLoader loader, Map<String, ModuleDescriptor> declared, Consumer<String> notes) {
        ClassPath modules = new ClassPath(loader, Map.copyOf(declared), notes);
        return new Application(
                ModuleLayer.boot(),
                loader,
                new OnClassPath(
                        Map.copyOf(declared),
                        new StandIns(loader, modules),
                        new ClassPathView(loader, null),
                        new ClassPathView(loader, modules)));
    }

    /** The layer whose modules count before those of bundles and plugins. */
    public ModuleLayer layer() {
        return layer;
    }

    /** The loader of the application's classes. */
    public ClassLoader loader() {
        return loader;
    }

    public boolean isOnClassPath() {
        return classPath != null;
    }

    /** The loader of what no module that a plugin reads exports to it, for a plugin with an automatic module or without. */
    public ClassLoader loaderFor(boolean automatic) {
        return classPath == null ? loader : automatic ? classPath.automaticView : classPath.view;
    }

    /** Whether a plugin whose loader has this one above sees the classes of a package there. */
    public static boolean sees(ClassLoader above, String packageName) {
        return !(above instanceof ClassPathView view) || ClassPathView.isOfBoot(packageName) || view.seesClasses();
    }

    /** The loaders whose unnamed modules are the class path; none if the application is not on it. */
    public List<ClassLoader> classPathLoaders() {
        if (classPath == null) {
            return List.of();
        }
        List<ClassLoader> loaders = new ArrayList<>();
        ClassLoader end = ClassLoader.getPlatformClassLoader();
        for (ClassLoader each = loader; each != null && each != end; each = each.getParent()) {
            loaders.add(each);
        }
        return loaders;
    }

    /** The declaration of a module of the class path that counts before those of bundles and plugins; null if there is none. */
    public @Nullable ModuleDescriptor preferred(String name) {
        boolean isPreferred = classPath != null
                && (classPath.declared.containsKey(name) || name.equals(PluginHost.class.getPackageName()));
        return isPreferred ? onClassPath(name) : null;
    }

    /** The declaration of a module that the class path has; null if it has none, or the application is not on it. */
    public @Nullable ModuleDescriptor onClassPath(String name) {
        return classPath == null ? null : classPath.standIns.descriptor(name);
    }

    /** The layer that is the first parent of a plugin's: the application's, with stand-ins for those of the required modules that have one. */
    public ModuleLayer layerFor(Collection<String> required) {
        if (classPath == null) {
            return layer;
        }
        List<ModuleLayer> needed = new ArrayList<>();
        for (String name : required) {
            ModuleLayer found = layer.findModule(name).isPresent() ? null : classPath.standIns.layer(name);
            if (found != null && !needed.contains(found)) {
                needed.add(found);
            }
        }
        return needed.isEmpty() ? layer : classPath.standIns.joined(needed);
    }
}
