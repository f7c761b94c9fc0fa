package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What keeps the modules of one bundle from being loaded side by side by the one loader that they share: two of one name, or
 * with the same package. Only what is resolved may conflict, so what nothing needs gives way. Pure.
 */
final class BundleConflicts {

    private BundleConflicts() {}

    /** All conflicts between modules of a bundle, in their order: one for each two modules that cannot be together. */
    static List<Breakage> among(Collection<ModuleArtifact> modules, Path bundle) {
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

    /**
     * Adds to the modules that a plugin needs, among which there is no conflict, what else can be beside them: by name, of two
     * with one name the higher version first, each with what it needs itself.
     *
     * @param problems is told what is left out
     * @return the modules that are used, the needed ones first
     */
    static Set<ModuleArtifact> withWhatFits(
            Set<ModuleArtifact> needed, List<ModuleArtifact> all, Path bundle, Consumer<Problem> problems) {
        Set<ModuleArtifact> used = new LinkedHashSet<>();
        Map<String, ModuleArtifact> names = new HashMap<>();
        Map<String, ModuleArtifact> packages = new HashMap<>();
        for (ModuleArtifact module : needed) {
            add(module, used, names, packages);
        }
        Comparator<ModuleArtifact> byVersion = Comparator.comparing(
                module -> module.descriptor().version().orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()));
        List<ModuleArtifact> others = new ArrayList<>(all);
        others.removeAll(used);
        others.sort(Comparator.comparing(ModuleArtifact::name).thenComparing(byVersion.reversed()));
        for (ModuleArtifact other : others) {
            if (used.contains(other)) {
                continue;
            }
            Set<ModuleArtifact> more = BundleNeeds.of(List.of(other), all);
            more.removeAll(used);
            Optional<String> conflict = more.stream()
                    .flatMap(module -> conflict(module, names, packages).stream())
                    .findFirst();
            if (conflict.isEmpty() && among(more, bundle).isEmpty()) {
                more.forEach(module -> add(module, used, names, packages));
            } else {
                problems.accept(
                        Notes.leftOut(other, bundle, conflict.orElse("what it requires is in conflict with itself")));
            }
        }
        return used;
    }

    private static void add(
            ModuleArtifact module,
            Set<ModuleArtifact> used,
            Map<String, ModuleArtifact> names,
            Map<String, ModuleArtifact> packages) {
        used.add(module);
        names.put(module.name(), module);
        module.descriptor().packages().forEach(name -> packages.put(name, module));
    }

    private static Optional<String> conflict(
            ModuleArtifact module, Map<String, ModuleArtifact> names, Map<String, ModuleArtifact> packages) {
        ModuleArtifact same = names.get(module.name());
        if (same != null) {
            return Optional.of(Entries.name(same.file()) + " has the module " + module.name() + " too");
        }
        String first = null;
        for (String name : module.descriptor().packages()) {
            if (packages.containsKey(name) && (first == null || name.compareTo(first) < 0)) {
                first = name;
            }
        }
        ModuleArtifact owner = first == null ? null : packages.get(first);
        return owner == null
                ? Optional.empty()
                : Optional.of(Entries.name(owner.file()) + " and " + Entries.name(module.file()) + " have the package "
                        + first);
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
