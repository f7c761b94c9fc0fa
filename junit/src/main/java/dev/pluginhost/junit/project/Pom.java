package dev.pluginhost.junit.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a POM says with all that it inherits. Immutable.
 *
 * @param dependencies with what is managed filled in
 * @param managed by {@link Dependency#managementKey}
 * @param read the files that were read for it
 * @param moduleName the automatic module name that the jar's manifest gets; empty if there is none
 */
record Pom(
        Path file,
        String group,
        String artifact,
        String version,
        List<Dependency> dependencies,
        Map<String, Dependency> managed,
        Set<Path> read,
        String moduleName) {

    String name() {
        return group + ":" + artifact;
    }

    /** The managed scope of something that a dependency brings; empty if there is none. */
    String managedScope(Dependency dependency) {
        @Nullable Dependency found = managed.get(dependency.managementKey());
        return found == null ? "" : found.scope();
    }
}
