package dev.pluginhost.impl.discovery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What keeps the modules of one bundle from being loaded side by side by the one loader that they share. Pure. */
final class BundleConflicts {

    private BundleConflicts() {}

    /** All conflicts between modules of a bundle, in their order: one for each two modules that cannot be together. */
    static List<Breakage> among(List<ModuleArtifact> modules, Path bundle) {
        List<Breakage> conflicts = new ArrayList<>();
        Map<String, ModuleArtifact> byName = new LinkedHashMap<>();
        for (ModuleArtifact module : modules) {
            ModuleArtifact same = byName.putIfAbsent(module.name(), module);
            if (same != null) {
                conflicts.add(twice(same, module, bundle));
            }
        }
        conflicts.addAll(samePackages(List.copyOf(byName.values()), bundle));
        return conflicts;
    }

    private static List<Breakage> samePackages(List<ModuleArtifact> modules, Path bundle) {
        record Pair(ModuleArtifact first, ModuleArtifact second) {}
        Map<String, ModuleArtifact> owners = new LinkedHashMap<>();
        Map<Pair, SortedSet<String>> shared = new LinkedHashMap<>();
        for (ModuleArtifact module : modules) {
            for (String name : new TreeSet<>(module.descriptor().packages())) {
                ModuleArtifact owner = owners.putIfAbsent(name, module);
                if (owner != null) {
                    shared.computeIfAbsent(new Pair(owner, module), pair -> new TreeSet<>())
                            .add(name);
                }
            }
        }
        List<Breakage> conflicts = new ArrayList<>();
        shared.forEach((pair, packages) -> conflicts.add(samePackage(pair.first(), pair.second(), packages, bundle)));
        return conflicts;
    }

    private static Breakage twice(ModuleArtifact first, ModuleArtifact second, Path bundle) {
        return breakage(
                bundle,
                "it has the module " + first.name() + " twice, in " + Entries.name(first.file()) + " and "
                        + Entries.name(second.file()),
                "remove one of the two");
    }

    private static Breakage samePackage(
            ModuleArtifact first, ModuleArtifact second, SortedSet<String> packages, Path bundle) {
        String others = packages.size() == 1 ? "" : " and " + (packages.size() - 1) + " more";
        return breakage(
                bundle,
                "its modules share a class loader, but two of them have the package " + packages.first() + others + ": "
                        + first.name() + " (" + Entries.name(first.file()) + ") and " + second.name() + " ("
                        + Entries.name(second.file()) + ")",
                "remove one of the two, or merge them into one jar");
    }

    private static Breakage breakage(Path bundle, String reason, String cure) {
        return Breakage.ofBundle(bundle, Diagnosis.invalid(reason, cure));
    }
}
