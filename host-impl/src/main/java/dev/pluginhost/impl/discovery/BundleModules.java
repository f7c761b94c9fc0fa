package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.JarName;
import dev.pluginhost.impl.scan.SourceWalk;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which modules of a bundle a module needs, and which cannot be in one class loader: two with one name, or with the
 * same package. Pure.
 */
final class BundleModules {

    private BundleModules() {}

    /**
     * What a module needs, itself first: what it requires, directly or not, optional modules too; modules that provide
     * a service which one of these uses; jars with a classifier that belong to one of these; and if one is automatic,
     * all automatic ones.
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
        return module.descriptor().provides().stream().anyMatch(provides -> services.contains(provides.service()));
    }

    /** Whether a jar has a classifier and belongs to one of some others. */
    static boolean belongsToAny(ModuleArtifact jar, Collection<ModuleArtifact> others) {
        for (ModuleArtifact other : others) {
            if (JarName.belongs(jar.file(), other.file()) && !jar.name().equals(other.name())) {
                return true;
            }
        }
        return false;
    }

    /** A text for each two modules that cannot be together. */
    static List<String> conflicts(Collection<ModuleArtifact> modules) {
        List<String> conflicts = new ArrayList<>();
        List<ModuleArtifact> list = List.copyOf(modules);
        if (areDistinct(list)) {
            return conflicts;
        }
        for (int i = 0; i < list.size(); i++) {
            for (ModuleArtifact later : list.subList(i + 1, list.size())) {
                String conflict = conflict(list.get(i), later);
                if (conflict != null) {
                    conflicts.add(conflict);
                }
            }
        }
        return conflicts;
    }

    /** Whether there is no conflict at all, which takes less time than comparing pairs. */
    private static boolean areDistinct(List<ModuleArtifact> modules) {
        Set<String> names = new HashSet<>();
        Set<String> packages = new HashSet<>();
        boolean distinct = true;
        for (ModuleArtifact module : modules) {
            distinct &= names.add(module.name());
            for (String name : module.descriptor().packages()) {
                distinct &= packages.add(name);
            }
        }
        return distinct;
    }

    /** Why two modules cannot be together; null if they can. */
    private static @Nullable String conflict(ModuleArtifact one, ModuleArtifact other) {
        if (one.name().equals(other.name())) {
            return "the module " + one.name() + " is in it twice: in " + SourceWalk.name(one.file()) + " and "
                    + SourceWalk.name(other.file());
        }
        if (Collections.disjoint(one.descriptor().packages(), other.descriptor().packages())) {
            return null;
        }
        Set<String> shared = new TreeSet<>(one.descriptor().packages());
        shared.retainAll(other.descriptor().packages());
        String more = shared.size() == 1 ? "" : " and " + (shared.size() - 1) + " more";
        return described(one) + " and " + described(other) + " have the package "
                + shared.iterator().next() + more;
    }

    private static String described(ModuleArtifact module) {
        return module.name() + " (" + SourceWalk.name(module.file()) + ")";
    }

    /** Why a module cannot be beside others; null if it can. */
    static @Nullable String conflict(ModuleArtifact module, Collection<ModuleArtifact> others) {
        for (ModuleArtifact other : others) {
            String conflict = conflict(other, module);
            if (conflict != null) {
                return conflict;
            }
        }
        return null;
    }
}
