package dev.pluginhost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bundle: a directory of jars, one plugin and the libraries that only it sees. The plugin and the libraries are compiled
 * together and may require each other.
 *
 * <pre>{@code
 * Path bundle = Bundle.of(PluginSource.plugin("acme.store").requires("acme.driver"), driver)
 *         .in(directory, "acme.store-1.0");
 * }</pre>
 *
 * <p>Immutable and thread-safe; the exceptions are those of {@link PluginSource}.
 */
public final class Bundle {

    private final List<PluginSource> sources;
    private final List<Path> jars;

    private Bundle(List<PluginSource> sources, List<Path> jars) {
        this.sources = List.copyOf(sources);
        this.jars = List.copyOf(jars);
    }

    /**
     * A bundle.
     *
     * @param plugin the plugin
     * @param libraries its libraries, named modules or plain jars
     * @return the bundle
     */
    public static Bundle of(PluginSource plugin, PluginSource... libraries) {
        List<PluginSource> sources = new ArrayList<>(List.of(plugin));
        sources.addAll(List.of(libraries));
        return new Bundle(sources, List.of());
    }

    /**
     * Adds libraries that are jars already; they are copied.
     *
     * @param libraries the jars
     * @return a bundle with them
     */
    public Bundle with(Path... libraries) {
        List<Path> all = new ArrayList<>(jars);
        all.addAll(List.of(libraries));
        return new Bundle(sources, all);
    }

    /**
     * Makes the bundle.
     *
     * @param directory where the bundle's directory is made
     * @param name the name of the bundle's directory
     * @return the bundle's directory
     */
    public Path in(Path directory, String name) {
        Path bundle = directory.resolve(name);
        Plugins.jars(bundle, sources, jars);
        for (Path jar : jars) {
            try {
                Jars.write(bundle.resolve(jar.getFileName().toString()), Files.readAllBytes(jar));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bundle;
    }
}
