package dev.pluginhost.modules.scan;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place to look for plugins: the directory of one bundle, or of artifacts, a jar, or an exploded module; or the parts of one plugin. Immutable.
 *
 * @param path of parts, the first one
 * @param plugin the name of the plugin that the parts are of; null for other sources
 * @param parts directories and jars, of which some may not exist
 */
public record Source(Path path, boolean isBundle, @Nullable String plugin, List<Path> parts) {

    public Source(Path path, boolean isBundle) {
        this(path, isBundle, null, List.of());
    }

    /** The parts of a plugin, at least one. */
    public static Source ofParts(String plugin, List<Path> parts) {
        return new Source(parts.get(0), false, plugin, List.copyOf(parts));
    }

    public boolean isOfParts() {
        return plugin != null;
    }
}
