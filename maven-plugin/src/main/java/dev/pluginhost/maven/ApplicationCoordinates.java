package dev.pluginhost.maven;

import dev.pluginhost.spi.Printable;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.jspecify.annotations.Nullable;

/** The Maven coordinates of an application, as the configuration has them. */
final class ApplicationCoordinates {

    private ApplicationCoordinates() {}

    /** The artifact that they stand for; without a version, that of the project's own dependency. */
    static Dependency dependency(String coordinates, MavenProject project) throws MojoExecutionException {
        String[] parts = coordinates.strip().split(":", -1);
        String version = parts.length == 2 ? version(parts[0], parts[1], project) : parts[parts.length - 1];
        if (parts.length < 2 || parts.length == 4 || parts.length > 5 || version == null || version.isEmpty()) {
            throw new MojoExecutionException("Application " + Printable.quoted(coordinates)
                    + " is not known, wanted by the configuration of the Maven plugin; write groupId:artifactId:version,"
                    + " or groupId:artifactId:type:classifier:version, or add groupId:artifactId to the dependencies with"
                    + " scope test");
        }
        String type = parts.length == 5 ? parts[2] : "jar";
        String classifier = parts.length == 5 ? parts[3] : "";
        Artifact artifact = new DefaultArtifact(parts[0], parts[1], classifier, type, version);
        return new Dependency(artifact, "compile");
    }

    private static @Nullable String version(String group, String name, MavenProject project) {
        List<org.apache.maven.model.Dependency> all = new ArrayList<>(project.getDependencies());
        if (project.getDependencyManagement() != null) {
            all.addAll(project.getDependencyManagement().getDependencies());
        }
        return all.stream()
                .filter(dependency -> dependency.getGroupId().equals(group)
                        && dependency.getArtifactId().equals(name))
                .map(org.apache.maven.model.Dependency::getVersion)
                .findFirst()
                .orElse(null);
    }
}
