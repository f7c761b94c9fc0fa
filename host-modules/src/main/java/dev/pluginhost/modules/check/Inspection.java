package dev.pluginhost.modules.check;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.check.Lookup.Access;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.layer.OpenArtifacts;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.modules.layer.Resolution;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is installed, as an import would find it: which class each name in a plugin means. Plugins are defined in layers of its own, and no
 * class of theirs is. For use by one thread.
 */
public final class Inspection implements Closeable {

    /** A host whose plugins can be looked at without importing them. */
    public interface Inspectable {

        /** What is installed now, with the classes that multi-release jars have for a release of Java. Reads the sources, if that has not been done. */
        Inspection inspect(Runtime.Version release);
    }

    /** How many jars are open at the same time. */
    private static final int OPEN_JARS = 64;

    private final PluginGraph graph;
    private final Application application;
    private final Runtime.Version release;
    private final ApplicationClasses applicationClasses;
    private final ResolvedPlugins resolved;
    private final JarFiles jars;
    private final List<OpenArtifacts> opened = new ArrayList<>();
    private final Map<Resolution, InspectedPlugin> plugins = new HashMap<>();
    private final Map<ClassLoader, InspectedPlugin> byLoader = new HashMap<>();

    /** With the classes that the multi-release jars of plugins have for a release of Java. */
    public Inspection(PluginGraph graph, Application application, Runtime.Version release) {
        this.graph = graph;
        this.application = application;
        this.release = release;
        this.applicationClasses = new ApplicationClasses(application);
        this.resolved = new ResolvedPlugins(graph, application);
        this.jars = new JarFiles(OPEN_JARS, warning -> {}, release); // who reads gets what is wrong
    }

    /** What a host has installed, started or not, for an application that runs on a release of Java. */
    public static Inspection of(PluginHost host, Runtime.Version release) {
        if (host instanceof Inspectable inspectable) {
            return inspectable.inspect(release);
        }
        throw new IllegalArgumentException(
                "Host " + host + " is not PluginHost's own; build it with PluginHost.builder()");
    }

    /** The names of all plugins, sorted, also of those that cannot be imported. */
    public List<String> names() {
        return graph.nodes().stream().map(PluginNode::name).toList();
    }

    /** Why a plugin cannot be imported, as far as that shows without reading its classes; null if it can. */
    public @Nullable String obstacle(String name) {
        Problem problem = resolved.problems().get(name);
        return problem != null
                ? problem.message()
                : graph.obstacle(name, "").map(obstacle -> obstacle.message()).orElse(null);
    }

    /**
     * A plugin without an obstacle.
     *
     * @throws IOException if one of its files, or of the plugins that it requires, cannot be read
     */
    public InspectedPlugin plugin(String name) throws IOException {
        Resolution resolution = resolved.resolutions().get(name);
        if (resolution == null) {
            throw new IllegalArgumentException(String.valueOf(obstacle(name)));
        }
        return plugin(resolution);
    }

    private InspectedPlugin plugin(Resolution resolution) throws IOException {
        InspectedPlugin known = plugins.get(resolution);
        if (known != null) {
            return known;
        }
        List<PluginLayer> required = new ArrayList<>();
        for (Resolution prerequisite : resolution.prerequisites()) {
            required.add(plugin(prerequisite).layer());
        }
        OpenArtifacts artifacts = OpenArtifacts.open(resolution.candidate(), jars, false);
        opened.add(artifacts);
        PluginLayer layer = PluginLayer.define(resolution, artifacts, application, required);
        InspectedPlugin made = new InspectedPlugin(layer, this, application);
        plugins.put(resolution, made);
        byLoader.put(layer.loader(), made);
        return made;
    }

    private InspectedPlugin classes(Resolution resolution) {
        try {
            return plugin(resolution);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plugin of a loader; null if it is the loader of none. */
    @Nullable
    InspectedPlugin of(ClassLoader loader) {
        return byLoader.get(loader);
    }

    ApplicationClasses applicationClasses() {
        return applicationClasses;
    }

    Runtime.Version release() {
        return release;
    }

    /** A class that a plugin does not find, where it would find it if modules were required or packages exported. */
    Lookup hidden(String name) {
        FoundClass found = applicationClasses.find(name);
        if (found != null) {
            boolean concealed = !found.module().isNamed() && applicationClasses.conceals(found);
            return new Lookup(concealed ? Access.NOT_EXPORTED : Access.NOT_READ, found, "", "");
        }
        String packageName = ClassSource.packageOf(name);
        for (Resolution each : resolved.resolutions().values()) {
            boolean has = each.candidate().descriptor().packages().contains(packageName);
            found = has ? classes(each).find(name) : null;
            if (found != null) {
                boolean exported = found.module().isExported(packageName);
                return new Lookup(exported ? Access.NOT_READ : Access.NOT_EXPORTED, found, "", "");
            }
        }
        return Lookup.ABSENT;
    }

    @Override
    public void close() {
        opened.forEach(OpenArtifacts::close);
    }
}
