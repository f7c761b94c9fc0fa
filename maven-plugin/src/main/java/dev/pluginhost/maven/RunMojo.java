package dev.pluginhost.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.Dependency;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the plugin and starts an application with it. The application reloads the plugin each time it is compiled again, for example by an IDE or
 * by {@code mvn compile} in another terminal. The build ends when the application ends; standard input, output and errors are the application's.
 *
 * <p>The application is an artifact (parameter {@code application}) or a directory of jars ({@code applicationDirectory}). With {@code mainClass}
 * alone, it is a main class among the tests of the plugin and its dependencies of the scopes provided and test.
 */
@Mojo(name = "run", requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME, threadSafe = true)
@Execute(phase = LifecyclePhase.TEST_COMPILE)
public final class RunMojo extends PluginMojo {

    /**
     * The application to start, as {@code groupId:artifactId:version} or {@code groupId:artifactId:type:classifier:version}. The version may be left
     * out if the project has the artifact among its dependencies, or manages it.
     */
    @Parameter(property = "pluginhost.application")
    @Nullable
    String application;

    /** The application to start, as a directory of jars, which are its module path. */
    @Parameter(property = "pluginhost.applicationDirectory")
    @Nullable
    File applicationDirectory;

    /** The main class, as {@code package.Class} or {@code module/package.Class}; by default that of the application's module or jar. */
    @Parameter(property = "pluginhost.mainClass")
    @Nullable
    String mainClass;

    /** What the application gets as arguments. */
    @Parameter(property = "pluginhost.arguments")
    List<String> arguments = new ArrayList<>();

    /** What the JVM of the application gets as arguments. */
    @Parameter(property = "pluginhost.jvmArguments")
    List<String> jvmArguments = new ArrayList<>();

    /** The working directory of the application; it is made if it is not there. */
    @Parameter(
            property = "pluginhost.workingDirectory",
            defaultValue = "${project.build.directory}/pluginhost/application",
            required = true)
    File workingDirectory;

    /** Set in a build as soon as an application is started. */
    private static final Object STARTED = RunMojo.class.getName();

    private final ToolchainManager toolchains;

    /** Made by Maven. */
    @Inject
    public RunMojo(RepositorySystem repositories, ToolchainManager toolchains) {
        super(repositories);
        this.toolchains = toolchains;
    }

    @Override
    void run() throws IOException, MojoExecutionException, MojoFailureException {
        if (application == null && applicationDirectory == null && mainClass == null) {
            if (!isLast() || session.getRepositorySession().getData().get(STARTED) != null) {
                getLog().info("Project " + project.getArtifactId() + " names no application, so none is started");
                return;
            }
            throw new MojoExecutionException("Project " + project.getArtifactId()
                    + " names no application, wanted by the goal run; set the parameter \"application\" to"
                    + " groupId:artifactId:version, \"applicationDirectory\", or \"mainClass\"");
        }
        session.getRepositorySession().getData().set(STARTED, true);
        Path development = writeDevelopmentFile();
        ApplicationStart start = start();
        Path options = work().resolve("application.options");
        start.write(
                options,
                development,
                jvmArguments.stream().filter(Objects::nonNull).toList());
        List<String> command = new ArrayList<>(List.of(java(), "@" + options));
        command.addAll(start.main());
        arguments.forEach(
                argument -> command.add(Objects.requireNonNullElse(argument, ""))); // null if its element is empty
        Files.createDirectories(workingDirectory.toPath());
        getLog().info("Starts " + start.main().get(start.main().size() - 1) + " in " + workingDirectory
                + "; compile the plugin again to have it reloaded");
        int code = run(new ProcessBuilder(command).directory(workingDirectory).inheritIO());
        if (code != 0) {
            throw new MojoFailureException("The application ended with exit code " + code
                    + ", wanted 0 by the goal run; see its output above");
        }
    }

    /** Whether no other project of the build comes after this one. */
    private boolean isLast() {
        List<MavenProject> projects = session.getProjects();
        return projects.isEmpty() || projects.get(projects.size() - 1).equals(project);
    }

    private ApplicationStart start() throws IOException, MojoExecutionException {
        if (application != null) {
            Dependency dependency = ApplicationCoordinates.dependency(application, project);
            Path main = null;
            List<Path> path = new ArrayList<>();
            for (Artifact artifact : broughtArtifacts().resolve(dependency)) {
                Path file = artifact.getFile().toPath();
                path.add(file);
                Artifact wanted = dependency.getArtifact();
                if (artifact.getArtifactId().equals(wanted.getArtifactId())
                        && artifact.getGroupId().equals(wanted.getGroupId())
                        && artifact.getClassifier().equals(wanted.getClassifier())) {
                    main = file;
                }
            }
            return ApplicationStart.ofArtifact(main, path, mainClass, application);
        }
        return applicationDirectory != null
                ? ApplicationStart.ofDirectory(applicationDirectory.toPath(), mainClass)
                : ApplicationStart.ofClassPath(testPath(), mainClass == null ? "" : mainClass);
    }

    /** What tests see of the application: not the plugin, nor its libraries. */
    private List<Path> testPath() throws MojoExecutionException {
        BroughtArtifacts artifacts = broughtArtifacts();
        List<Dependency> dependencies = new ArrayList<>(artifacts.provided());
        for (org.apache.maven.model.Dependency dependency : project.getDependencies()) {
            if ("test".equals(dependency.getScope())) {
                dependencies.add(RepositoryUtils.toDependency(
                                dependency, session.getRepositorySession().getArtifactTypeRegistry())
                        .setScope("compile"));
            }
        }
        List<Path> path = new ArrayList<>();
        path.add(Path.of(project.getBuild().getTestOutputDirectory()));
        for (Artifact artifact : artifacts.resolveAsProject(dependencies)) {
            path.add(artifact.getFile().toPath());
        }
        return path;
    }

    private String java() {
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        String found = toolchain == null ? null : toolchain.findTool("java");
        return found != null
                ? found
                : Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs the application to its end. It ends with Maven, too. */
    private int run(ProcessBuilder builder) throws IOException, MojoExecutionException {
        Process process = builder.start();
        Thread end = new Thread(() -> end(process), "pluginhost-run-end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("The application was ended, as the build was interrupted", e);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException e) {
                getLog().debug("Maven ends, and the application with it");
            }
        }
    }

    /** Asks the application to end, and waits for a moment for that. */
    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
