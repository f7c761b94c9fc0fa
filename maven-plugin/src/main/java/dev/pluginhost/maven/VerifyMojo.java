package dev.pluginhost.maven;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.UsageException;
import dev.pluginhost.spi.Printable;
import dev.pluginhost.verify.Finding;
import dev.pluginhost.verify.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.jspecify.annotations.Nullable;

/**
 * Looks up each class, method and field that the code of the bundle refers to, in the bundle, in what the application has, and in the JDK that runs
 * Maven. No code of the plugin runs. The application has the dependencies of scope provided, and what the parameter {@code apis} names.
 */
@Mojo(
        name = "verify",
        defaultPhase = LifecyclePhase.VERIFY,
        requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
        threadSafe = true)
public final class VerifyMojo extends PluginMojo {

    /** Where a finding says this or more, the build fails: {@code error}, {@code warning}, {@code note}; or {@code never}. */
    @Parameter(property = "pluginhost.failOn", defaultValue = "warning")
    String failOn;

    /** The release of Java that the application runs on; that which the plugin is compiled for, or else the one that runs Maven. */
    @Parameter(property = "pluginhost.release", defaultValue = "${maven.compiler.release}")
    @Nullable
    String release;

    /** Made by Maven. */
    @Inject
    public VerifyMojo(RepositorySystem repositories) {
        super(repositories);
    }

    @Override
    void run() throws MojoExecutionException, MojoFailureException {
        Set<Severity> failing = failing();
        Path bundle = bundle();
        String module =
                PluginModule.ofJar(project, project.getArtifact().getFile().toPath(), moduleName);
        List<Finding> findings = verify(bundle, module, applicationPath());
        int counted = 0;
        int notes = 0;
        for (Finding finding : findings) {
            String text = finding.toString();
            switch (finding.severity()) {
                case ERROR -> getLog().error(text);
                case WARNING -> getLog().warn(text);
                case NOTE -> {
                    getLog().debug(text);
                    notes++;
                }
            }
            counted += failing.contains(finding.severity()) ? 1 : 0;
        }
        if (counted > 0) {
            throw new MojoFailureException("Bundle " + bundle.getFileName() + " of plugin " + module + " has " + counted
                    + (counted == 1 ? " problem" : " problems")
                    + ", which the log names; correct the dependencies, or set pluginhost.failOn to error or never");
        }
        getLog().info("Bundle " + bundle.getFileName() + " of plugin " + module + " is verified"
                + (notes == 0 ? "" : "; it may do without what " + notes + " notes name, which -X shows"));
    }

    /** The severities that fail the build. */
    private Set<Severity> failing() throws MojoExecutionException {
        return switch (failOn) {
            case "error" -> EnumSet.of(Severity.ERROR);
            case "warning" -> EnumSet.of(Severity.ERROR, Severity.WARNING);
            case "note" -> EnumSet.allOf(Severity.class);
            case "never" -> EnumSet.noneOf(Severity.class);
            default ->
                throw new MojoExecutionException("Value " + Printable.quoted(failOn)
                        + " is no severity, wanted by the parameter \"failOn\"; write error, warning, note or never");
        };
    }

    private Path bundle() throws MojoExecutionException {
        return project.getAttachedArtifacts().stream()
                .filter(artifact -> BroughtArtifacts.BUNDLE.equals(artifact.getClassifier())
                        && artifact.getType().equals("zip"))
                .map(artifact -> artifact.getFile().toPath())
                .findFirst()
                .orElseThrow(
                        () -> new MojoExecutionException(
                                "Project " + project.getArtifactId()
                                        + " has no bundle, wanted by the goal verify; run the goal bundle before it, in the same build"));
    }

    /** The jars and directories of the application. */
    private List<String> applicationPath() throws MojoExecutionException {
        BroughtArtifacts artifacts = broughtArtifacts();
        List<String> path = new ArrayList<>();
        for (Artifact artifact : artifacts.resolveAsProject(apiArtifacts(artifacts))) {
            if (artifact.getExtension().equals("jar")) {
                path.add(artifact.getFile().toString());
            }
        }
        for (org.apache.maven.artifact.Artifact artifact : project.getArtifacts()) {
            if (org.apache.maven.artifact.Artifact.SCOPE_SYSTEM.equals(artifact.getScope())) {
                path.add(artifact.getFile().toString());
            }
        }
        return path;
    }

    private List<Finding> verify(Path bundle, String module, List<String> application) throws MojoExecutionException {
        try (ApplicationPath path = ApplicationPath.of(application);
                PluginHost host = path.indexedHost(List.of())
                        .index(work().resolve("cache")) // where it unpacks the bundle
                        .bundle(bundle)
                        .versionPolicy(VersionPolicy.ALLOW) // what counts here is what is really missing
                        .build()) {
            Verifier verifier = new Verifier(host);
            return (release == null ? verifier : verifier.javaRelease(feature(release))).verify(module);
        } catch (UsageException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private static int feature(String release) throws MojoExecutionException {
        try {
            return Integer.parseInt(release);
        } catch (NumberFormatException e) {
            throw new MojoExecutionException(
                    "Release " + Printable.quoted(release)
                            + " is no release of Java, wanted by the parameter \"release\"; write a number such as 17",
                    e);
        }
    }
}
