package dev.pluginhost.maven;

import dev.pluginhost.maven.LibrarySelection.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.graph.Dependency;
import org.jspecify.annotations.Nullable;

/** What the goals have in common: the project is a plugin, with libraries, for an application. */
abstract class PluginMojo extends AbstractMojo {

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    /** Does nothing. */
    @Parameter(property = "pluginhost.skip", defaultValue = "false")
    boolean skip;

    /** The name of a plugin without a module declaration; by default that which Java gives its jar. */
    @Parameter(property = "pluginhost.moduleName")
    @Nullable
    String moduleName;

    /**
     * What the application has for plugins beside the dependencies of scope provided, as {@code groupId:artifactId:version} or
     * {@code groupId:artifactId:type:classifier:version}. What they bring stays out of the bundle. An artifact of type pom lists others.
     */
    @Parameter(property = "pluginhost.apis")
    List<String> apis = new ArrayList<>();

    /** Libraries that go into the bundle though the application has them, as {@code groupId:artifactId}; {@code *} is any text. */
    @Parameter(property = "pluginhost.includes")
    List<String> includes = new ArrayList<>();

    /** Libraries that stay out of the bundle, as {@code groupId:artifactId}; {@code *} is any text. */
    @Parameter(property = "pluginhost.excludes")
    List<String> excludes = new ArrayList<>();

    final RepositorySystem repositories;

    PluginMojo(RepositorySystem repositories) {
        this.repositories = repositories;
    }

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("Skipped, as pluginhost.skip is set");
        } else if (project.getPackaging().equals("pom")) {
            getLog().debug("Project " + project.getArtifactId() + " has packaging pom, so it is no plugin");
        } else if (!project.getArtifact().getArtifactHandler().getExtension().equals("jar")) {
            throw new MojoExecutionException("Project " + project.getArtifactId() + " has packaging "
                    + project.getPackaging()
                    + ", wanted a jar by the goals for plugins; move the plugin into a project of"
                    + " its own, or set pluginhost.skip");
        } else {
            try {
                run();
            } catch (IOException e) {
                throw new MojoExecutionException("A file cannot be read or written: " + e, e);
            }
        }
    }

    abstract void run() throws IOException, MojoExecutionException, MojoFailureException;

    /** The directory of the project's classes. */
    Path classes() {
        return Path.of(project.getBuild().getOutputDirectory());
    }

    /** The directory for what the goals write, but for the bundle. */
    Path work() {
        return Path.of(project.getBuild().getDirectory(), "pluginhost");
    }

    BroughtArtifacts broughtArtifacts() {
        return new BroughtArtifacts(repositories, session, project);
    }

    /** What the application has for plugins; each artifact brings others. */
    List<Dependency> apiArtifacts(BroughtArtifacts brought) throws MojoExecutionException {
        List<Dependency> artifacts = new ArrayList<>(brought.provided());
        for (String api : apis) {
            artifacts.add(ApplicationCoordinates.dependency(api, project));
        }
        return artifacts;
    }

    /** Selects the plugin's libraries. */
    LibrarySelection select() throws MojoExecutionException {
        BroughtArtifacts artifacts = broughtArtifacts();
        return new LibrarySelection(
                project.getArtifacts(), artifacts.bring(apiArtifacts(artifacts)), includes, excludes);
    }

    /** Logs what is taken and what is left out, each with the reason. */
    void report(LibrarySelection selection) {
        for (Artifact artifact : selection.taken()) {
            List<String> trail = artifact.getDependencyTrail();
            String wanted = trail == null || trail.size() < 3
                    ? "scope " + artifact.getScope()
                    : "needed by " + withoutType(trail.get(trail.size() - 2));
            getLog().info("  takes " + text(artifact) + " (" + wanted + ")");
        }
        for (LeftOut leftOut : selection.leftOut()) {
            getLog().info("  leaves out " + text(leftOut.artifact()) + " (" + leftOut.reason() + ")");
        }
        for (org.apache.maven.model.Dependency dependency : project.getDependencies()) {
            if (Artifact.SCOPE_TEST.equals(dependency.getScope())) { // which the goals do not resolve
                getLog().info("  leaves out "
                        + LibrarySelection.key(
                                dependency.getGroupId(), dependency.getArtifactId(), dependency.getClassifier())
                        + ":" + dependency.getVersion() + " (scope test)");
            }
        }
    }

    private static String text(Artifact artifact) {
        return LibrarySelection.key(artifact) + ":" + artifact.getBaseVersion();
    }

    /** A member of a trail without its type, which nobody wants to know. */
    private static String withoutType(String id) {
        return id.replaceFirst("^([^:]*:[^:]*):jar:", "$1:");
    }

    /** The files of the selected libraries. A directory of classes, of another project of this build, is packed first. */
    Map<Artifact, Path> files(LibrarySelection selection) throws IOException, MojoExecutionException {
        Map<Artifact, Path> files = new LinkedHashMap<>();
        for (Artifact artifact : selection.taken()) {
            if (artifact.getFile() == null) {
                throw new MojoExecutionException("Library " + text(artifact) + " has no file, wanted by project "
                        + project.getArtifactId() + "; build both in one build, from the phase compile on");
            }
            Path file = artifact.getFile().toPath();
            if (Files.isDirectory(file)) {
                Path jar = work().resolve("libraries").resolve(BundleFile.name(artifact));
                BundleFile.pack(file, jar, automaticName(artifact));
                file = jar;
            }
            files.put(artifact, file);
        }
        return files;
    }

    /** The name that the jar plugin will give to the module of another project of this build; null if none. */
    private @Nullable String automaticName(Artifact artifact) {
        for (MavenProject other : session.getProjects()) {
            if (other.getGroupId().equals(artifact.getGroupId())
                    && other.getArtifactId().equals(artifact.getArtifactId())
                    && other.getVersion().equals(artifact.getBaseVersion())) {
                return PluginModule.nameInPom(other);
            }
        }
        return null;
    }

    /** Writes the file that tells a host of this plugin, and returns it. */
    Path writeDevelopmentFile() throws IOException, MojoExecutionException {
        String module = PluginModule.ofClasses(project, classes(), moduleName);
        LibrarySelection selection = select();
        List<Path> parts = new ArrayList<>();
        parts.add(classes());
        parts.addAll(files(selection).values());
        Path file = work().resolve("development.properties");
        DevelopmentFile.write(file, module, parts);
        getLog().info("Plugin " + module + " under development, in " + file);
        report(selection);
        return file;
    }
}
