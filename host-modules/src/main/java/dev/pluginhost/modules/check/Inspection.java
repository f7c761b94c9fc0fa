package dev.pluginhost.modules.check;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.check.Lookup.Access;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
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
 * What is installed, as an import would find it: which class each name in a plugin means, without defining any class. Keeps the jars open
 * that it has looked into. For use by one thread.
 */
public final class Inspection implements Closeable {

    private final PluginGraph graph;
    private final Application application;
    private final Runtime.Version release;
    private final ApplicationClasses applicationClasses;
    private final ResolvedPlugins resolved;
    private final Map<Resolution, PluginClasses> opened = new HashMap<>();

    /** With the classes that the multi-release jars of plugins have for a release of Java. */
    public Inspection(PluginGraph graph, Application application, Runtime.Version release) {
        this.graph = graph;
        this.application = application;
        this.release = release;
        this.applicationClasses = new ApplicationClasses(application);
        this.resolved = new ResolvedPlugins(graph, application);
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
     * @throws IOException if one of its files cannot be read
     */
    public InspectedPlugin plugin(String name) throws IOException {
        Resolution resolution = resolved.resolutions().get(name);
        if (resolution == null) {
            throw new IllegalArgumentException(String.valueOf(obstacle(name)));
        }
        try {
            return new InspectedPlugin(classes(resolution), this);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private PluginClasses classes(Resolution resolution) {
        PluginClasses known = opened.get(resolution);
        if (known == null) {
            try {
                known = new PluginClasses(resolution, application, applicationClasses, this::classes, release);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            opened.put(resolution, known);
        }
        return known;
    }

    /** A class that a plugin does not find, where it would find it if modules were required or packages exported. */
    Lookup hidden(String name) throws IOException {
        FoundClass found = applicationClasses.find(name);
        if (found != null) {
            boolean concealed = found.module() == applicationClasses && applicationClasses.conceals(found);
            return new Lookup(concealed ? Access.NOT_EXPORTED : Access.NOT_READ, found, "", "");
        }
        String packageName = ClassSource.packageOf(name);
        try {
            for (Resolution plugin : new ArrayList<>(resolved.resolutions().values())) {
                boolean has = plugin.candidate().descriptor().packages().contains(packageName);
                found = has ? classes(plugin).ownClass(name) : null;
                if (found != null) {
                    boolean exported = plugin.candidate().descriptor().isAutomatic()
                            || plugin.candidate().descriptor().exports().stream()
                                    .anyMatch(
                                            exports -> exports.source().equals(packageName) && !exports.isQualified());
                    return new Lookup(exported ? Access.NOT_READ : Access.NOT_EXPORTED, found, "", "");
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Lookup.ABSENT;
    }

    @Override
    public void close() throws IOException {
        ArtifactClasses.closeAll(opened.values());
    }
}
