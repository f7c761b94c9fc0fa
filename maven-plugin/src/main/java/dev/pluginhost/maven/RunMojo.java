package dev.pluginhost.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
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
 * <p>The application is an artifact (parameter {@code application}), a directory of jars ({@code applicationDirectory}), or a main class among the
 * tests of the plugin and its dependencies of the scopes provided and test ({@code mainClass} alone).
 */
@Mojo(name = "run", requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME, threadSafe = true)
@Execute(phase = LifecyclePhase.TEST_COMPILE)
public final class RunMojo extends PluginMojo {

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
            if (session.getProjects().size() > 1) {
                getLog().info("Project " + project.getArtifactId() + " names no application, so none is started");
                return;
            }
            throw new MojoExecutionException("Project " + project.getArtifactId()
                    + " names no application, wanted by the goal run; set the parameter \"application\" to"
                    + " groupId:artifactId:version, \"applicationDirectory\", or \"mainClass\"");
        }
        Path development = writeDevelopmentFile();
        ApplicationStart start = start();
        Path options = work().resolve("application.options");
        start.write(options, development, jvmArguments);
        List<String> command = new ArrayList<>(List.of(java(), "@" + options));
        command.addAll(start.main());
        command.addAll(arguments);
        Files.createDirectories(workingDirectory.toPath());
        getLog().info("Starts " + start.main().get(start.main().size() - 1) + " in " + workingDirectory
                + "; compile the plugin again to have it reloaded");
        int code = run(new ProcessBuilder(command).directory(workingDirectory).inheritIO());
        if (code != 0) {
            throw new MojoFailureException("The application ended with exit code " + code
                    + ", wanted 0 by the goal run; see its output above");
        }
    }

    private ApplicationStart start() throws IOException, MojoExecutionException {
        if (application != null) {
            Dependency dependency = ApplicationCoordinates.dependency(application, project);
            Path main = null;
            List<Path> path = new ArrayList<>();
            for (Artifact artifact : broughtArtifacts().resolve(List.of(dependency))) {
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
                ? ApplicationStart.ofDirectory(
                        applicationDirectory.toPath(),
                        ApplicationDirectory.jars(applicationDirectory.toPath()),
                        mainClass)
                : ApplicationStart.ofClassPath(testPath(), mainClass == null ? "" : mainClass);
    }

    /** What tests see of the application: not the plugin, nor its libraries. */
    private List<Path> testPath() throws MojoExecutionException {
        BroughtArtifacts artifacts = broughtArtifacts();
        List<Dependency> dependencies = new ArrayList<>(artifacts.apis());
        for (org.apache.maven.model.Dependency dependency : project.getDependencies()) {
            if ("test".equals(dependency.getScope())) {
                dependencies.add(RepositoryUtils.toDependency(
                                dependency, session.getRepositorySession().getArtifactTypeRegistry())
                        .setScope("compile"));
            }
        }
        List<Path> path = new ArrayList<>();
        path.add(Path.of(project.getBuild().getTestOutputDirectory()));
        for (Artifact artifact : artifacts.resolve(dependencies)) {
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
    private static int run(ProcessBuilder builder) throws IOException, MojoExecutionException {
        Process process = builder.start();
        Thread end = new Thread(process::destroy, "pluginhost-run-end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return code;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("The application was ended, as the build was interrupted", e);
        } catch (IllegalStateException e) { // Maven ends
            process.destroy();
            return 0;
        }
    }
}
