package dev.pluginhost.maven;

import dev.pluginhost.maven.LibrarySelection.Brought;
import dev.pluginhost.spi.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/** What the application has: artifacts with what they need at run time, above all the plugin's dependencies of scope provided. For use by one thread. */
final class BroughtArtifacts {

    /** The classifier of bundles: what is in one is not for others. */
    static final String BUNDLE = "bundle";

    private final RepositorySystem repositories;
    private final MavenSession session;
    private final MavenProject project;

    BroughtArtifacts(RepositorySystem repositories, MavenSession session, MavenProject project) {
        this.repositories = repositories;
        this.session = session;
        this.project = project;
    }

    /** The dependencies that the application has, because their scope is provided. */
    List<Dependency> provided() {
        List<Dependency> provided = new ArrayList<>();
        for (org.apache.maven.model.Dependency dependency : project.getDependencies()) {
            if ("provided".equals(dependency.getScope())
                    && !BUNDLE.equals(dependency.getClassifier())
                    && !"pom".equals(dependency.getType())) {
                provided.add(RepositoryUtils.toDependency(
                                dependency, session.getRepositorySession().getArtifactTypeRegistry())
                        .setScope("compile"));
            }
        }
        return provided;
    }

    /** What some artifacts bring, each found for itself, as none knows of the others; the first one that brings something counts. */
    Map<String, Brought> bring(List<Dependency> artifacts) throws MojoExecutionException {
        Map<String, Brought> brought = new LinkedHashMap<>();
        for (Dependency artifact : artifacts) {
            try {
                DependencyNode root = repositories
                        .collectDependencies(session.getRepositorySession(), request(List.of(artifact), List.of()))
                        .getRoot();
                add(root, text(artifact.getArtifact()), brought, Collections.newSetFromMap(new IdentityHashMap<>()));
            } catch (DependencyCollectionException e) {
                throw unresolved("What " + text(artifact.getArtifact()) + " brings cannot be found", e);
            }
        }
        return brought;
    }

    private static void add(DependencyNode node, String by, Map<String, Brought> brought, Set<DependencyNode> seen) {
        if (seen.add(node)) {
            Artifact artifact = node.getArtifact();
            if (artifact != null) {
                String key =
                        LibrarySelection.key(artifact.getGroupId(), artifact.getArtifactId(), artifact.getClassifier());
                brought.putIfAbsent(key, new Brought(artifact.getBaseVersion(), by));
            }
            node.getChildren().forEach(child -> add(child, by, brought, seen));
        }
    }

    /** The files of some artifacts with what they need at run time, of each artifact the version that the project manages. */
    List<Artifact> resolveAsProject(List<Dependency> artifacts) throws MojoExecutionException {
        List<Dependency> managed = new ArrayList<>();
        if (project.getDependencyManagement() != null) {
            for (org.apache.maven.model.Dependency dependency :
                    project.getDependencyManagement().getDependencies()) {
                managed.add(RepositoryUtils.toDependency(
                                dependency, session.getRepositorySession().getArtifactTypeRegistry())
                        .setScope(null));
            }
        }
        return resolve(artifacts, managed);
    }

    /** The files of an artifact with what it needs at run time, as its own build has them. */
    List<Artifact> resolve(Dependency artifact) throws MojoExecutionException {
        return resolve(List.of(artifact), List.of());
    }

    private List<Artifact> resolve(List<Dependency> artifacts, List<Dependency> managed) throws MojoExecutionException {
        List<Artifact> resolved = new ArrayList<>();
        if (!artifacts.isEmpty()) {
            try {
                for (ArtifactResult result : repositories
                        .resolveDependencies(
                                session.getRepositorySession(),
                                new DependencyRequest(request(artifacts, managed), null))
                        .getArtifactResults()) {
                    resolved.add(result.getArtifact());
                }
            } catch (DependencyResolutionException e) {
                throw unresolved("What the application has cannot be resolved", e);
            }
        }
        return resolved;
    }

    private CollectRequest request(List<Dependency> artifacts, List<Dependency> managed) {
        return new CollectRequest(artifacts, managed, project.getRemoteProjectRepositories());
    }

    private static MojoExecutionException unresolved(String fact, Exception reason) {
        return new MojoExecutionException(Printable.line(fact + ": " + reason.getMessage()), reason);
    }

    /** The coordinates of an artifact, as a message names it. */
    static String text(Artifact artifact) {
        return LibrarySelection.key(artifact.getGroupId(), artifact.getArtifactId(), artifact.getClassifier()) + ":"
                + artifact.getBaseVersion();
    }
}
