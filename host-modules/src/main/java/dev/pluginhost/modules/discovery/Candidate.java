package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.scan.UnusableArtifactException.invalid;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.declaration.PluginKind;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that could be imported: one module, and the private libraries of its bundle. Immutable.
 *
 * @param libraries the other jars of its bundle in the order of a class path, without modules that the application has; several may
 *     have one name
 * @param location the jar, exploded module, bundle directory or zip file
 * @param unpacked the directory of the cache that the zip file was unpacked to; null if it is none
 */
public record Candidate(
        ModuleArtifact plugin,
        List<ModuleArtifact> libraries,
        Path location,
        @Nullable Path unpacked) {

    private static final int LONGEST_NAME = 200;

    public Candidate {
        libraries = List.copyOf(libraries);
    }

    public Candidate(ModuleArtifact plugin, List<ModuleArtifact> libraries, Path location) {
        this(plugin, libraries, location, null);
    }

    /** The plugin's name, which is the name of its module. */
    public String name() {
        return plugin.name();
    }

    public ModuleDescriptor descriptor() {
        return plugin.descriptor();
    }

    /** Whether its module or one of its libraries has that name. */
    public boolean has(String module) {
        for (ModuleArtifact own : artifacts()) {
            if (own.name().equals(module)) {
                return true;
            }
        }
        return false;
    }

    /** The plugin, and the libraries after it. */
    public List<ModuleArtifact> artifacts() {
        if (libraries.isEmpty()) {
            return List.of(plugin);
        }
        List<ModuleArtifact> all = new ArrayList<>(libraries);
        all.add(0, plugin);
        return Collections.unmodifiableList(all);
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
        for (String packageName : new TreeSet<>(plugin.descriptor().packages())) {
            if (packageName.startsWith("java.") || packageName.equals("java")) {
                throw invalid(
                        name,
                        plugin.file(),
                        "it has the package " + packageName + ", and such names are reserved for the JDK",
                        "rename the package, or remove it from the artifact");
            }
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
}
