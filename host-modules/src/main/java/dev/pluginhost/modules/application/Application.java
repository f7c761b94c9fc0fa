package dev.pluginhost.modules.application;

import dev.pluginhost.PluginHost;
import dev.pluginhost.modules.classpath.ClassPath;
import dev.pluginhost.modules.classpath.ClassPathRoots;
import dev.pluginhost.modules.index.KeptFile;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What plugins may require and use of the application: the modules of its layer. If the host is on the class path, a module stands for each of
 * its modules that a plugin requires ({@link StandIns}). Thread-safe.
 */
public final class Application {

    /** What an application on the class path has besides; the views are what plugins see of it without requiring it. */
    private record OnClassPath(ClassPath modules, StandIns standIns, ClassLoader view, ClassLoader automaticView) {}

    private static final String HOST = "dev.pluginhost";

    private final ModuleLayer layer;
    private final ClassLoader loader;
    private final @Nullable OnClassPath classPath;

    /** Names of modules of the layer, mostly none. */
    private final Set<String> hidden;

    private Application(ModuleLayer layer, ClassLoader loader, @Nullable OnClassPath classPath, Set<String> hidden) {
        this.layer = layer;
        this.loader = loader;
        this.classPath = classPath;
        this.hidden = hidden;
    }

    /** An application whose modules are those of a layer. */
    public static Application ofLayer(ModuleLayer layer, ClassLoader loader) {
        return new Application(layer, loader, null, Set.of());
    }

    /**
     * An application on the class path of a loader.
     *
     * @param layer whose modules count before those of the class path
     * @param declared by name, the modules that the application declares itself, such as those in a shaded jar
     * @param kept where what is known of the class path is kept; null if it is not
     * @param notes receives why something on the class path is passed over
     */
    public static Application onClassPath(
            ModuleLayer layer,
            ClassLoader loader,
            Map<String, ModuleDescriptor> declared,
            @Nullable KeptFile kept,
            Consumer<String> notes) {
        Map<String, ModuleDescriptor> all = new HashMap<>(declared);
        all.putIfAbsent(HOST, ClassPathRoots.declarationOf(PluginHost.class));
        ClassPath modules = new ClassPath(loader, Map.copyOf(all), kept, notes);
        return new Application(
                layer,
                loader,
                new OnClassPath(
                        modules,
                        new StandIns(layer, loader, modules),
                        new ClassPathView(loader, null),
                        new ClassPathView(loader, modules)),
                Set.of());
    }

    /** The same, as if its layer and those behind it did not have the modules of other names. */
    public Application seenBy(Predicate<String> names) {
        Set<String> others = new HashSet<>();
        hide(layer, names, others);
        return new Application(layer, loader, classPath, Set.copyOf(others));
    }

    private static void hide(ModuleLayer layer, Predicate<String> seen, Set<String> hidden) {
        for (Module module : layer.modules()) {
            if (!seen.test(module.getName())) {
                hidden.add(module.getName());
            }
        }
        layer.parents().forEach(parent -> hide(parent, seen, hidden));
    }

    /** Whether a module is as if it were not in the layer. */
    public boolean hides(String name) {
        return hidden.contains(name);
    }

    /** Whether it hides anything. */
    public boolean hidesAny() {
        return !hidden.isEmpty();
    }

    /**
     * What is above a plugin, in the order in which a name is looked for: the application's own, libraries, plugins. If the application hides
     * modules, its own comes last, as libraries and plugins may have the names of these.
     */
    public <T> List<T> parents(T own, Collection<T> libraries, Collection<T> plugins) {
        List<T> parents = new ArrayList<>(libraries);
        parents.addAll(plugins);
        parents.add(hidden.isEmpty() ? 0 : parents.size(), own);
        return parents;
    }

    /** The layer whose modules count before those of bundles and plugins. */
    public ModuleLayer layer() {
        return layer;
    }

    /** The loader of the application's classes. */
    public ClassLoader loader() {
        return loader;
    }

    /** Whether a required module is a jar of the class path without a declaration, which would be an automatic module elsewhere. */
    public boolean isPlainJar(String name) {
        return classPath != null && layer.findModule(name).isEmpty() && classPath.modules.isPlain(name);
    }

    /** The loader that loads the classes of a module: for a stand-in the one behind it. */
    public static ClassLoader loading(ClassLoader loader) {
        return loader instanceof StandIn.Loader ? loader.getParent() : loader;
    }

    public boolean isOnClassPath() {
        return classPath != null;
    }

    /** The loader of what no module that a plugin reads exports to it. A plugin with an automatic module, or that reads one, sees more. */
    public ClassLoader loaderFor(boolean automatic) {
        return classPath == null ? loader : automatic ? classPath.automaticView : classPath.view;
    }

    /** Whether a plugin whose loader has this one above sees the classes of a package there. */
    public static boolean sees(ClassLoader above, String packageName) {
        return !(above instanceof ClassPathView view) || ClassPathView.isOfBoot(packageName) || view.seesClasses();
    }

    /** Whether a loader looks for a class of a package of the boot layer there alone. */
    public static boolean findsBoot(ClassLoader loader) {
        return loader instanceof ClassPathView
                || (loader == ClassLoader.getSystemClassLoader()
                        && loader.getClass().getModule() == Object.class.getModule());
    }

    /** A plugin's declaration as the JDK's resolver needs it ({@link PassedOn}). */
    public ModuleDescriptor completed(ModuleDescriptor module) {
        return classPath == null ? module : PassedOn.complete(module);
    }

    /** The loaders whose unnamed modules are the class path, if the application is on it, and that of the host's API, wherever that one sees it. */
    public List<ClassLoader> classPathLoaders() {
        List<ClassLoader> loaders = new ArrayList<>();
        ClassLoader end = ClassLoader.getPlatformClassLoader();
        for (ClassLoader each = loader; each != null && each != end; each = each.getParent()) {
            loaders.add(each);
        }
        ClassLoader api = PluginHost.class.getClassLoader();
        if (!loaders.contains(api)) {
            loaders.add(api);
        }
        return loaders;
    }

    /** The declaration of a module of the class path that counts before those of bundles and plugins; null if there is none. */
    public @Nullable ModuleDescriptor preferred(String name) {
        return classPath == null ? null : classPath.modules.declared(name);
    }

    /** The declaration of a module that the class path has; null if it has none, or the application is not on it. */
    public @Nullable ModuleDescriptor onClassPath(String name) {
        return classPath == null ? null : classPath.modules.find(name);
    }

    /** Likewise, for a module that requires it: the types that its declaration names show which jar to look at first. */
    public @Nullable ModuleDescriptor onClassPath(String name, ModuleDescriptor wantedBy) {
        return classPath == null ? null : classPath.modules.find(name, wantedBy);
    }

    /** The names of all modules of the class path, sorted. Looks through all of it. */
    public Set<String> classPathNames() {
        return classPath == null ? Set.of() : classPath.modules.names();
    }

    /** Whether a class is on the class path. */
    public boolean classPathHas(String type) {
        return classPath != null && classPath.modules.hasClass(type);
    }

    /** Whether a class file of the class path is in a package that its module does not export. */
    public boolean conceals(URL classFile, String name, String packageName) {
        return classPath != null && classPath.modules.conceals(ClassPathRoots.root(classFile, name), packageName);
    }

    /** What such a module passes on that is nowhere, sorted. */
    public Set<String> lost(String name) {
        return classPath == null ? Set.of() : classPath.standIns.lost(name);
    }

    /** What the application declares itself, in words that are the same for the same declarations; empty if it is not on the class path. */
    public String words() {
        return classPath == null ? "" : classPath.modules.words();
    }

    /**
     * A checksum of the class path; zero if nobody has asked for a module of it, and empty if it is not known.
     *
     * @param now whether somebody asks for one now
     */
    public OptionalLong classPathSum(boolean now) {
        if (classPath == null || !(now || classPath.modules.wasAsked())) {
            return OptionalLong.of(0);
        }
        long sum = classPath.modules.sum();
        return sum == 0 ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    /** Keeps what was found of the class path for the next run. */
    public void keep() {
        if (classPath != null) {
            classPath.modules.keep();
        }
    }

    /**
     * The layer that is the first parent of a plugin's: it has the application's modules, and stand-ins for required ones of the class path.
     *
     * @param others names that plugins or a bundle have, which no stand-in passes on
     */
    public ModuleLayer layerFor(Collection<String> required, Set<String> others) {
        if (classPath == null) {
            return layer;
        }
        List<ModuleLayer> needed = new ArrayList<>();
        for (String name : required) {
            ModuleLayer found = layer.findModule(name).isPresent() ? null : classPath.standIns.layer(name, others);
            if (found != null && !needed.contains(found)) {
                needed.add(found);
            }
        }
        return needed.isEmpty() ? layer : classPath.standIns.joined(needed);
    }
}
