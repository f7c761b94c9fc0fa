package dev.pluginhost.maven;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.jspecify.annotations.Nullable;

/** Which dependencies go into a bundle, and why the others do not. Immutable and pure. */
final class LibrarySelection {

    /** A dependency that stays out. */
    record LeftOut(Artifact artifact, String reason) {}

    /** What the application has of an artifact, and what brings it. */
    record Brought(String version, String by) {}

    /** What the host itself consists of: no bundle needs a copy. */
    private static final Set<String> HOST =
            Set.of("dev.pluginhost:host-api", "dev.pluginhost:host-impl", "dev.pluginhost:host-modules");

    private final List<Artifact> taken = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    /**
     * Selects.
     *
     * @param dependencies all of the plugin, transitive ones included, with the versions and scopes that Maven has chosen
     * @param brought what the application has, by {@link #key}
     * @param includes what is taken though the application has it, as {@code group:artifact}, with {@code *} for any text
     * @param excludes what is left out whatever else counts, written in the same way
     */
    LibrarySelection(
            Collection<Artifact> dependencies,
            Map<String, Brought> brought,
            Collection<String> includes,
            Collection<String> excludes) {
        for (Artifact dependency : dependencies) {
            String reason = reason(dependency, brought, includes, excludes);
            if (reason == null) {
                taken.add(dependency);
            } else {
                leftOut.add(new LeftOut(dependency, reason));
            }
        }
    }

    private static @Nullable String reason(
            Artifact dependency,
            Map<String, Brought> brought,
            Collection<String> includes,
            Collection<String> excludes) {
        String scope = dependency.getScope() == null ? Artifact.SCOPE_COMPILE : dependency.getScope();
        if (!scope.equals(Artifact.SCOPE_COMPILE) && !scope.equals(Artifact.SCOPE_RUNTIME)) {
            return "scope " + scope;
        }
        if (!dependency.getArtifactHandler().isAddedToClasspath()) {
            return "type " + dependency.getType() + " is nothing for a class path";
        }
        if (excludes.stream().anyMatch(pattern -> matches(pattern, dependency))) {
            return "excluded in the configuration of the Maven plugin";
        }
        if (HOST.contains(dependency.getGroupId() + ":" + dependency.getArtifactId())) {
            return "the host brings it; declare it with scope provided";
        }
        Brought there = brought.get(key(dependency));
        if (there == null || includes.stream().anyMatch(pattern -> matches(pattern, dependency))) {
            return null;
        }
        return there.by() + " brings it"
                + (there.version().equals(dependency.getBaseVersion()) ? "" : " in version " + there.version());
    }

    /** What stands for an artifact of any version. */
    static String key(Artifact artifact) {
        return key(artifact.getGroupId(), artifact.getArtifactId(), artifact.getClassifier());
    }

    /** What stands for an artifact of any version; without a classifier, that is null or empty. */
    static String key(String group, String name, @Nullable String classifier) {
        return group + ":" + name + (classifier == null || classifier.isEmpty() ? "" : ":" + classifier);
    }

    private static boolean matches(String pattern, Artifact artifact) {
        String[] parts = pattern.strip().split("\\*", -1);
        String text = artifact.getGroupId() + ":" + artifact.getArtifactId();
        if (parts.length == 1) {
            return text.equals(parts[0]);
        }
        String last = parts[parts.length - 1];
        int from = parts[0].length();
        boolean matches = text.startsWith(parts[0]);
        for (int i = 1; matches && i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], from);
            matches = found >= 0;
            from = found + parts[i].length();
        }
        return matches && text.endsWith(last) && text.length() - last.length() >= from;
    }

    /** The libraries of the bundle, in Maven's order. */
    List<Artifact> taken() {
        return taken;
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }
}
