package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.JarName;
import dev.pluginhost.impl.scan.SourceWalk;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which module of a bundle is the plugin, which others it needs, and which cannot be in one class loader. Pure. */
final class BundleModules {

    private BundleModules() {}

    /**
     * The modules that may be the plugin; one if it is clear. It is the one that provides a plugin type; else the only root,
     * which is a module that no other module of the bundle requires; else, of several roots, the one that the directory is
     * named after, with or without a version. A jar with a classifier is never the plugin, and what it requires does not
     * count. A module that the application has can only lose to the bundle's own modules.
     */
    static List<ModuleArtifact> contenders(
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
                namesakes(directory, ownRoots), namesakes(directory, applicationRoots), ownRoots, applicationRoots);
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

    /**
     * What a module needs, itself first: what it requires, directly or not, optional modules too; providers of services
     * that these use; jars with a classifier that belong to these; and if one is automatic, all automatic ones.
     */
    static Set<ModuleArtifact> neededBy(ModuleArtifact module, List<ModuleArtifact> all) {
        Set<ModuleArtifact> needed = new LinkedHashSet<>();
        Set<String> names = new HashSet<>();
        Set<String> uses = new HashSet<>();
        boolean automatic = false;
        List<ModuleArtifact> next = List.of(module);
        while (!next.isEmpty()) {
            for (ModuleArtifact added : next) {
                needed.add(added);
                for (Requires requires : added.descriptor().requires()) {
                    names.add(requires.name());
                }
                uses.addAll(added.descriptor().uses());
                automatic |= added.descriptor().isAutomatic();
            }
            next = new ArrayList<>();
            for (ModuleArtifact other : all) {
                if (!needed.contains(other)
                        && (names.contains(other.name())
                                || (automatic && other.descriptor().isAutomatic())
                                || providesAny(other, uses)
                                || belongsToAny(other, needed))) {
                    next.add(other);
                }
            }
        }
        return needed;
    }

    private static boolean providesAny(ModuleArtifact module, Set<String> services) {
        for (Provides provides : module.descriptor().provides()) {
            if (services.contains(provides.service())) {
                return true;
            }
        }
        return false;
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

    /** Why modules cannot be in one class loader, sorted: two have one name, or the same package. */
    static Collection<String> conflicts(Collection<ModuleArtifact> modules) {
        Map<String, ModuleArtifact> byName = new HashMap<>();
        Map<String, ModuleArtifact> byPackage = new HashMap<>();
        Set<String> conflicts = new TreeSet<>();
        Set<String> pairs = new HashSet<>();
        for (ModuleArtifact module : modules) {
            ModuleArtifact twin = byName.putIfAbsent(module.name(), module);
            if (twin != null) {
                conflicts.add("the module " + module.name() + " is in it twice: in " + SourceWalk.name(twin.file())
                        + " and " + SourceWalk.name(module.file()));
                continue;
            }
            for (String name : module.descriptor().packages()) {
                ModuleArtifact other = byPackage.putIfAbsent(name, module);
                if (other != null) {
                    String pair = described(other) + " and " + described(module);
                    if (pairs.add(pair)) {
                        conflicts.add(pair + " have the package " + shared(other, module));
                    }
                }
            }
        }
        return conflicts;
    }

    private static String shared(ModuleArtifact one, ModuleArtifact other) {
        TreeSet<String> shared = new TreeSet<>(one.descriptor().packages());
        shared.retainAll(other.descriptor().packages());
        return shared.first() + (shared.size() == 1 ? "" : " and " + (shared.size() - 1) + " more");
    }

    private static String described(ModuleArtifact module) {
        return module.name() + " (" + SourceWalk.name(module.file()) + ")";
    }
}
