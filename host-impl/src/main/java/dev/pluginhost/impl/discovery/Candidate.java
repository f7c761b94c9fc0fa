package dev.pluginhost.impl.discovery;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A plugin that could be imported: one module, and the private libraries of its bundle. Immutable.
 *
 * @param plugin the plugin's module
 * @param libraries the other modules of its bundle, ordered by name, without those that the application has
 * @param location the jar, exploded module or bundle directory
 */
public record Candidate(ModuleArtifact plugin, List<ModuleArtifact> libraries, Path location) {

    public Candidate {
        libraries = List.copyOf(libraries);
    }

    /** The plugin's name, which is the name of its module. */
    public String name() {
        return plugin.name();
    }

    public ModuleDescriptor descriptor() {
        return plugin.descriptor();
    }

    /** Whether it has a module of that name. */
    public boolean has(String module) {
        return modules().stream().anyMatch(own -> own.name().equals(module));
    }

    /** All modules, the plugin's first. */
    public List<ModuleArtifact> modules() {
        if (libraries.isEmpty()) {
            return List.of(plugin);
        }
        List<ModuleArtifact> all = new ArrayList<>(libraries);
        all.add(0, plugin);
        return Collections.unmodifiableList(all);
    }
}
