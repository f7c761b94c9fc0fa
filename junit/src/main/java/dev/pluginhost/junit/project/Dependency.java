package dev.pluginhost.junit.project;

import java.util.Set;

/**
 * A dependency as a POM declares it; what is not declared is empty. Immutable.
 *
 * @param exclusions as {@code group:artifact}, either of which may be {@code *}
 */
record Dependency(
        String group,
        String artifact,
        String version,
        String type,
        String classifier,
        String scope,
        String optional,
        Set<String> exclusions) {

    /** What its file is known by, whatever its version. */
    String key() {
        return key(group, artifact, type.equals("test-jar") && classifier.isEmpty() ? "tests" : classifier);
    }

    static String key(String group, String artifact, String classifier) {
        return group + ":" + artifact + (classifier.isEmpty() ? "" : ":" + classifier);
    }

    /** What it is known by among others in a POM. */
    String managementKey() {
        return group + ":" + artifact + ":" + (type.isEmpty() ? "jar" : type) + ":" + classifier;
    }

    boolean isOptional() {
        return optional.equals("true");
    }

    boolean isImport() {
        return scope.equals("import") && type.equals("pom");
    }

    /** Whether it is there when the plugin runs, and the plugin brings it. */
    boolean isOfPlugin() {
        return scope.isEmpty() || scope.equals("compile") || scope.equals("runtime");
    }

    /** Whether the application brings it. */
    boolean isOfApplication() {
        return scope.equals("provided") || scope.equals("system");
    }

    static boolean excludes(Set<String> exclusions, String group, String artifact) {
        return exclusions.contains(group + ":" + artifact)
                || exclusions.contains(group + ":*")
                || exclusions.contains("*:" + artifact)
                || exclusions.contains("*:*");
    }

    /** The same, with what a managed one says where this one says nothing. */
    Dependency managedBy(Dependency managed) {
        return new Dependency(
                group,
                artifact,
                version.isEmpty() ? managed.version : version,
                type,
                classifier,
                scope.isEmpty() ? managed.scope : scope,
                optional.isEmpty() ? managed.optional : optional,
                exclusions.isEmpty() ? managed.exclusions : exclusions);
    }
}
