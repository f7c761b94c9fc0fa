package dev.pluginhost.impl.discovery;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
        for (ModuleArtifact own : modules()) {
            if (own.name().equals(module)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The modules that are resolved with the plugin's: those that it needs, and all if one of these is automatic, as what
     * an automatic module needs is not known.
     */
    public Collection<ModuleArtifact> needed() {
        return neededBy(plugin);
    }

    /** Likewise, the modules that are resolved with one of its modules. */
    public Collection<ModuleArtifact> neededBy(ModuleArtifact own) {
        List<ModuleArtifact> all = modules();
        if (all.size() == 1) {
            return all;
        }
        Collection<ModuleArtifact> needed = BundleModules.neededBy(own, all);
        for (ModuleArtifact module : needed) {
            if (module.descriptor().isAutomatic()) {
                return all;
            }
        }
        return needed;
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
