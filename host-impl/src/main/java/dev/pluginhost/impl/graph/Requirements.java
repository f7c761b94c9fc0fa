package dev.pluginhost.impl.graph;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the modules of a candidate require of others. */
final class Requirements {

    private Requirements() {}

    /** One requirement of one module. */
    record Requirement(ModuleDescriptor by, Requires requires) {

        String name() {
            return requires.name();
        }

        boolean optional() {
            return requires.modifiers().contains(Requires.Modifier.STATIC);
        }
    }

    /**
     * The modules of a candidate that its plugin module needs, that one first. What an automatic module needs cannot be
     * known, so where one is needed, all are. Libraries that only service binding brings in are not among them.
     */
    static Collection<ModuleDescriptor> needed(Candidate candidate) {
        if (candidate.libraries().isEmpty()) {
            return List.of(candidate.descriptor());
        }
        Map<String, ModuleDescriptor> own = new LinkedHashMap<>();
        candidate.modules().stream().map(ModuleArtifact::descriptor).forEach(module -> own.put(module.name(), module));
        Map<String, ModuleDescriptor> needed = new LinkedHashMap<>();
        Deque<ModuleDescriptor> open = new ArrayDeque<>(List.of(candidate.descriptor()));
        while (!open.isEmpty()) {
            ModuleDescriptor module = open.remove();
            if (needed.putIfAbsent(module.name(), module) != null) {
                continue;
            }
            if (module.isAutomatic()) {
                return own.values();
            }
            for (Requires requires : module.requires()) {
                ModuleDescriptor next = own.get(requires.name());
                if (next != null) {
                    open.add(next);
                }
            }
        }
        return needed.values();
    }

    /** What the needed modules of a candidate require that its own bundle does not have. */
    static List<Requirement> ofOthers(Candidate candidate) {
        List<Requirement> requirements = new ArrayList<>();
        for (ModuleDescriptor module : needed(candidate)) {
            for (Requires requires : module.requires()) {
                if (!candidate.has(requires.name())) {
                    requirements.add(new Requirement(module, requires));
                }
            }
        }
        return requirements;
    }
}
