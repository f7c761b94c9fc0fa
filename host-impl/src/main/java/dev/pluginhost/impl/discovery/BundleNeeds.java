package dev.pluginhost.impl.discovery;

import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which modules of a bundle are resolved with its plugin, as far as their declarations tell: those that it requires, at once
 * or through others, optional ones too; those that provide a service which one of these uses; jars with a classifier that
 * belong to one of these; and where one is automatic, the other automatic ones. Pure.
 */
final class BundleNeeds {

    private BundleNeeds() {}

    /** What some modules need among all of a bundle, these modules first. */
    static Set<ModuleArtifact> of(Collection<ModuleArtifact> modules, List<ModuleArtifact> all) {
        Set<ModuleArtifact> needed = new LinkedHashSet<>();
        Set<String> names = new HashSet<>();
        Set<String> uses = new HashSet<>();
        boolean automatic = false;
        Collection<ModuleArtifact> next = modules;
        while (!next.isEmpty()) {
            for (ModuleArtifact module : next) {
                needed.add(module);
                module.descriptor().requires().forEach(requires -> names.add(requires.name()));
                uses.addAll(module.descriptor().uses());
                automatic |= module.descriptor().isAutomatic();
            }
            next = further(all, needed, names, uses, automatic);
        }
        return needed;
    }

    private static List<ModuleArtifact> further(
            List<ModuleArtifact> all,
            Set<ModuleArtifact> needed,
            Set<String> names,
            Set<String> uses,
            boolean automatic) {
        List<ModuleArtifact> further = new ArrayList<>();
        for (ModuleArtifact module : all) {
            if (needed.contains(module)) {
                continue;
            }
            if (names.contains(module.name())
                    || (automatic && module.descriptor().isAutomatic())
                    || providesAny(module, uses)
                    || Classifiers.belongsToAny(module, needed)) {
                further.add(module);
            }
        }
        return further;
    }

    private static boolean providesAny(ModuleArtifact module, Set<String> services) {
        for (Provides provides : module.descriptor().provides()) {
            if (services.contains(provides.service())) {
                return true;
            }
        }
        return false;
    }
}
