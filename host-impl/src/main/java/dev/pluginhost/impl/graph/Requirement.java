package dev.pluginhost.impl.graph;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One requirement of one module. Immutable. */
record Requirement(ModuleDescriptor by, Requires requires) {

    String name() {
        return requires.name();
    }

    boolean optional() {
        return requires.modifiers().contains(Requires.Modifier.STATIC);
    }

    /** Whether an installed version can replace the version that the module was compiled against, if both are known. */
    boolean accepts(Optional<Version> installed) {
        Optional<Version> compiled = requires.compiledVersion();
        return compiled.isEmpty()
                || installed.isEmpty()
                || (major(compiled.get()).equals(major(installed.get()))
                        && installed.get().compareTo(compiled.get()) >= 0);
    }

    /** The number that a version begins with, without leading zeros; {@link Version} ensures that there is one. */
    private static String major(Version version) {
        String text = version.toString();
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        int begin = 0;
        while (begin < end - 1 && text.charAt(begin) == '0') {
            begin++;
        }
        return text.substring(begin, end);
    }

    /**
     * The modules of a candidate that its plugin module needs, that one first. What an automatic module needs is not known, so
     * where one is needed, all are. Libraries that only service binding adds are not among them.
     */
    static Collection<ModuleDescriptor> neededModules(Candidate candidate) {
        if (candidate.libraries().isEmpty()) {
            return List.of(candidate.descriptor());
        }
        Map<String, ModuleDescriptor> own = new LinkedHashMap<>();
        for (ModuleArtifact module : candidate.modules()) {
            own.put(module.name(), module.descriptor());
        }
        Map<String, ModuleDescriptor> needed = new LinkedHashMap<>();
        Deque<ModuleDescriptor> open = new ArrayDeque<>();
        open.add(candidate.descriptor());
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

    /** What the needed modules of a candidate require of other plugins and of the application. */
    static List<Requirement> of(Candidate candidate) {
        List<Requirement> requirements = new ArrayList<>();
        for (ModuleDescriptor module : neededModules(candidate)) {
            for (Requires requires : module.requires()) {
                if (!candidate.has(requires.name())) {
                    requirements.add(new Requirement(module, requires));
                }
            }
        }
        return requirements;
    }
}
