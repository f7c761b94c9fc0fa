package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.JarName;
import dev.pluginhost.impl.scan.SourceWalk;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rule by which the plugin module of a bundle is chosen: the one that provides a plugin type; else the only root,
 * which is a module that no other module of the bundle requires; else, of several roots, the one that the directory is
 * named after, with or without a version. A jar with a classifier is never the plugin, and what it requires does not
 * count. Pure.
 *
 * <p>A module that the application has can only lose to the bundle's own modules. But if the rule means such a module,
 * no library of the bundle is taken for the plugin instead.
 */
final class BundlePlugin {

    private BundlePlugin() {}

    /**
     * The modules that may be the plugin: one if it is clear, several if it is not.
     *
     * @param directory the name of the bundle's directory
     * @param own the modules that only the bundle has
     * @param applications the modules in the bundle that the application has
     */
    static List<ModuleArtifact> contenders(
            String directory, List<ModuleArtifact> own, List<ModuleArtifact> applications) {
        List<ModuleArtifact> providers = where(own, PluginKind::isPlugin);
        if (providers.size() > 1) {
            List<ModuleArtifact> named = namesakes(directory, providers);
            return named.size() == 1 ? named : providers;
        }
        if (providers.isEmpty()) {
            providers = where(applications, PluginKind::isPlugin);
        }
        if (!providers.isEmpty()) {
            return providers;
        }
        List<ModuleArtifact> ownMain = where(own, module -> !BundleModules.belongsToAny(module, own));
        List<ModuleArtifact> applicationsMain =
                where(applications, module -> !BundleModules.belongsToAny(module, applications));
        Set<String> required = new HashSet<>();
        addRequired(ownMain, required);
        addRequired(applicationsMain, required);
        List<ModuleArtifact> ownRoots = where(ownMain, module -> !required.contains(module.name()));
        List<ModuleArtifact> applicationRoots = where(applicationsMain, module -> !required.contains(module.name()));
        if (ownRoots.isEmpty() && applicationRoots.isEmpty()) { // there are only circles
            ownRoots = ownMain;
            applicationRoots = applicationsMain;
        }
        return firstOf(
                namesakes(directory, ownRoots), namesakes(directory, applicationRoots), ownRoots, applicationRoots);
    }

    private static void addRequired(List<ModuleArtifact> modules, Set<String> required) {
        for (ModuleArtifact module : modules) {
            for (Requires requires : module.descriptor().requires()) {
                if (!requires.name().equals(module.name())) {
                    required.add(requires.name());
                }
            }
        }
    }

    /**
     * The modules that a directory is named after: exactly, else as a file name stands for a module, else by their
     * jars.
     */
    private static List<ModuleArtifact> namesakes(String directory, List<ModuleArtifact> modules) {
        String unversioned = JarName.unversioned(directory);
        String derived = JarName.derived(unversioned);
        return firstOf(
                where(
                        modules,
                        module ->
                                module.name().equals(directory) || module.name().equals(unversioned)),
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
}
