package dev.pluginhost.maven;

import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.eclipse.aether.RepositorySystem;

/**
 * Writes {@code target/pluginhost/development.properties}: where the plugin's classes and its libraries are. An application that is started with
 * {@code -Ddev.pluginhost.development=} and that file uses them as a plugin, and reloads it when they change.
 */
@Mojo(
        name = "development",
        defaultPhase = LifecyclePhase.PROCESS_CLASSES,
        requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
        threadSafe = true)
public final class DevelopmentMojo extends PluginMojo {

    /** Made by Maven. */
    @Inject
    public DevelopmentMojo(RepositorySystem repositories) {
        super(repositories);
    }

    @Override
    void run() throws IOException, MojoExecutionException {
        writeDevelopmentFile();
    }
}
