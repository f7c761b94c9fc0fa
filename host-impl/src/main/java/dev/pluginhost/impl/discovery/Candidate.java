package dev.pluginhost.impl.discovery;

import static dev.pluginhost.impl.scan.UnusableArtifactException.invalid;

import dev.pluginhost.impl.scan.UnusableArtifactException;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plugin that could be imported: one module, and the private libraries of its bundle. Immutable.
 *
 * @param libraries the other modules of its bundle, ordered by name, without those that the application has
 * @param location the jar, exploded module or bundle directory
 */
public record Candidate(ModuleArtifact plugin, List<ModuleArtifact> libraries, Path location) {

    private static final int LONGEST_NAME = 200;

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

    /** All modules, the plugin's first. */
    public List<ModuleArtifact> modules() {
        if (libraries.isEmpty()) {
            return List.of(plugin);
        }
        List<ModuleArtifact> all = new ArrayList<>(libraries);
        all.add(0, plugin);
        return Collections.unmodifiableList(all);
    }

    /** The modules that are resolved with the plugin's: those that it needs, and all if one of these is automatic. */
    public Collection<ModuleArtifact> needed() {
        return neededBy(plugin);
    }

    /** Likewise, the modules that are resolved with one of its modules. */
    public Collection<ModuleArtifact> neededBy(ModuleArtifact own) {
        List<ModuleArtifact> all = modules();
        if (libraries.isEmpty()) {
            return all;
        }
        Set<ModuleArtifact> needed = BundleModules.neededBy(own, all);
        for (ModuleArtifact module : needed) {
            if (module.descriptor().isAutomatic()) {
                return all;
            }
        }
        return needed;
    }

    /** Whether a plugin's module can have a name: identifiers with dots in between (JLS 6.5.3), all shown, and not too long. */
    public static boolean isName(String text) {
        if (!isShown(text)) {
            return false;
        }
        try {
            ModuleDescriptor.newModule(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isShown(String name) {
        int next;
        for (int i = 0; i < name.length(); i += Character.charCount(next)) {
            next = name.codePointAt(i);
            if (Character.isIdentifierIgnorable(next) || Character.isISOControl(next)) {
                return false;
            }
        }
        return name.length() <= LONGEST_NAME;
    }

    /** Refuses a plugin whose module has another name, or does not say clearly when to import it and what to start. */
    static void check(ModuleArtifact plugin) throws UnusableArtifactException {
        String name = plugin.name();
        if (!isName(name)) {
            throw invalid(
                    plugin.file(),
                    "its module is called " + Printable.quoted(name) + ", and no plugin can be called that",
                    "rename the module: Java identifiers separated by dots, at most " + LONGEST_NAME + " characters");
        }
        if (name.startsWith("java.") || name.startsWith("jdk.")) {
            throw invalid(
                    name,
                    plugin.file(),
                    "names that begin with java. or jdk. are reserved for the JDK, so it cannot be a plugin",
                    "put it into one directory with the plugin that requires it (a bundle), or rename the module");
        }
        Set<String> types = new TreeSet<>();
        for (Provides provides : plugin.descriptor().provides()) {
            if (PluginKind.typeOf(provides.service()).isPresent()) {
                types.add(provides.service());
                if (provides.providers().size() > 1) {
                    throw invalid(
                            name,
                            plugin.file(),
                            "it provides " + provides.service() + " with " + String.join(" and ", provides.providers())
                                    + ", but a plugin is started once",
                            "provide one class that starts whatever the plugin consists of");
                }
            }
        }
        if (types.size() > 1) {
            throw invalid(
                    name,
                    plugin.file(),
                    "it provides " + String.join(" and ", types) + ", but a plugin has one timing",
                    "provide the one of them that you mean");
        }
    }

    /** Refuses a library of a bundle that messages could not name; otherwise it may be called what the JDK accepts. */
    static void checkLibrary(ModuleArtifact library) throws UnusableArtifactException {
        if (!isShown(library.name())) {
            throw invalid(
                    library.file(),
                    "its module is called " + Printable.quoted(library.name())
                            + ", which is too long or has characters that are not shown",
                    "rename the module, or remove it");
        }
    }
}
