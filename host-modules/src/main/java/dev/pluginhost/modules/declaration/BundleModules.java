package dev.pluginhost.modules.declaration;

import dev.pluginhost.modules.scan.JarName;
import dev.pluginhost.modules.scan.SourceWalk;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which jar of a bundle is the plugin, and the order of the others. Pure. */
public final class BundleModules {

    private BundleModules() {}

    /**
     * The modules that may be the plugin; one if it is clear. It is the one that provides a plugin type. Else it is the only root: a module
     * that no other module of the bundle requires. Of several roots it is the one that the directory is named after, with or without a
     * version. One of several roots that can be no module counts if it is declared. A jar with a classifier is never the plugin, and what
     * it requires does not count. A module that the application has can only lose to the bundle's own modules.
     */
    public static List<ModuleArtifact> contenders(
            String directory, List<ModuleArtifact> own, List<ModuleArtifact> applications) {
        List<ModuleArtifact> providers =
                firstOf(where(own, PluginKind::isPlugin), where(applications, PluginKind::isPlugin));
        if (!providers.isEmpty()) {
            List<ModuleArtifact> named = namesakes(directory, providers);
            return named.size() == 1 ? named : providers;
        }
        List<ModuleArtifact> ownMain = where(own, module -> !belongsToAny(module, own));
        List<ModuleArtifact> applicationsMain = where(applications, module -> !belongsToAny(module, applications));
        Set<String> required = new HashSet<>();
        for (List<ModuleArtifact> modules : List.of(ownMain, applicationsMain)) {
            for (ModuleArtifact module : modules) {
                for (Requires requires : module.descriptor().requires()) {
                    if (!requires.name().equals(module.name())) {
                        required.add(requires.name());
                    }
                }
            }
        }
        List<ModuleArtifact> ownRoots = where(ownMain, module -> !required.contains(module.name()));
        List<ModuleArtifact> applicationRoots = where(applicationsMain, module -> !required.contains(module.name()));
        if (ownRoots.isEmpty() && applicationRoots.isEmpty()) { // there are only circles
            ownRoots = ownMain;
            applicationRoots = applicationsMain;
        }
        return firstOf(
                namesakes(directory, ownRoots),
                namesakes(directory, applicationRoots),
                where(ownRoots, root -> root.isModule() || root.isDeclared()),
                ownRoots,
                applicationRoots);
    }

    /** The modules that a directory is named after: exactly, else as a file name stands for a module, else by their jars. */
    private static List<ModuleArtifact> namesakes(String directory, List<ModuleArtifact> modules) {
        Set<String> exact = new HashSet<>(List.of(directory));
        exact.add(JarName.unversioned(directory));
        String derived = JarName.derived(JarName.unversioned(directory));
        return firstOf(
                where(modules, module -> exact.contains(module.name())),
                where(modules, module -> JarName.derived(module.name()).equals(derived)),
                where(
                        modules,
                        module -> JarName.moduleName(SourceWalk.name(module.file()))
                                .equals(derived)));
    }

    /** The first list that is not empty; the last one if all are. */
    @SafeVarargs
    private static List<ModuleArtifact> firstOf(List<ModuleArtifact>... lists) {
        for (List<ModuleArtifact> list : lists) {
            if (!list.isEmpty()) {
                return list;
            }
        }
        return lists[lists.length - 1];
    }

    private static List<ModuleArtifact> where(List<ModuleArtifact> modules, Predicate<ModuleArtifact> condition) {
        List<ModuleArtifact> found = new ArrayList<>(modules);
        found.removeIf(condition.negate());
        return found;
    }

    /** Whether a jar has a classifier and belongs to one of some others. */
    private static boolean belongsToAny(ModuleArtifact jar, Collection<ModuleArtifact> others) {
        for (ModuleArtifact other : others) {
            if (JarName.belongs(jar.file(), other.file()) && !jar.name().equals(other.name())) {
                return true;
            }
        }
        return false;
    }

    /** The order of a class path: by name, and of two versions of one jar the higher one first. */
    public static void sort(List<ModuleArtifact> libraries) {
        libraries.sort(
                Comparator.comparing((ModuleArtifact library) -> JarName.unversioned(SourceWalk.name(library.file())))
                        .thenComparing(
                                library -> library.descriptor().version().orElse(null),
                                Comparator.nullsLast(Comparator.reverseOrder()))
                        .thenComparing(ModuleArtifact::file));
    }
}
