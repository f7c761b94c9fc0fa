package dev.pluginhost.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProjectHelper;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/**
 * Packs the plugin and its libraries into one zip file, and attaches it with the classifier {@code bundle}. The libraries are the dependencies of the
 * scopes compile and runtime, without those that the application brings. The log says what is taken, what is left out, and why.
 */
@Mojo(
        name = "bundle",
        defaultPhase = LifecyclePhase.PACKAGE,
        requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
        threadSafe = true)
public final class BundleMojo extends PluginMojo {

    /** The time of all entries: ISO 8601 with an offset, or seconds since 1970. */
    @Parameter(defaultValue = "${project.build.outputTimestamp}")
    @Nullable
    String outputTimestamp;

    private final MavenProjectHelper projects;

    /** Made by Maven. */
    @Inject
    public BundleMojo(RepositorySystem repositories, MavenProjectHelper projects) {
        super(repositories);
        this.projects = projects;
    }

    @Override
    void run() throws IOException, MojoExecutionException {
        File jar = project.getArtifact().getFile();
        if (jar == null || !jar.isFile()) {
            throw new MojoExecutionException("Project " + project.getArtifactId()
                    + " has no jar yet, wanted by the goal bundle; run the phase package, which makes it first");
        }
        String module = PluginModule.ofJar(project, jar.toPath(), moduleName);
        LibrarySelection selection = select();
        BundleFile bundle = new BundleFile(module, project.getVersion());
        // From the name of a jar that names no module itself, a host derives that of the module.
        String jarName = PluginModule.isNamed(jar.toPath())
                ? project.getArtifactId() + "-" + project.getVersion()
                : bundle.root();
        bundle.add(jarName + ".jar", jar.toPath());
        bundle.addAll(files(selection));
        Path file =
                Path.of(project.getBuild().getDirectory(), project.getBuild().getFinalName() + "-bundle.zip");
        getLog().info("Bundle " + bundle.root() + " of plugin " + module + ", in "
                + Objects.requireNonNullElse(file.getFileName(), file));
        report(selection);
        bundle.write(file, time(outputTimestamp));
        projects.attachArtifact(project, "zip", BroughtArtifacts.BUNDLE, file.toFile());
    }

    static LocalDateTime time(@Nullable String timestamp) throws MojoExecutionException {
        if (timestamp == null || timestamp.length() < 2) { // as the other plugins read it: one character sets nothing
            return BundleFile.FIRST;
        }
        try {
            LocalDateTime time = timestamp.chars().allMatch(Character::isDigit)
                    ? LocalDateTime.ofInstant(Instant.ofEpochSecond(Long.parseLong(timestamp)), ZoneOffset.UTC)
                    : OffsetDateTime.parse(timestamp)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalDateTime();
            return time.isBefore(BundleFile.FIRST) ? BundleFile.FIRST : time;
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new MojoExecutionException(
                    "Time \"" + timestamp + "\" is none, wanted for the entries of a bundle; set"
                            + " project.build.outputTimestamp to a time such as 2026-01-01T00:00:00Z",
                    e);
        }
    }
}
