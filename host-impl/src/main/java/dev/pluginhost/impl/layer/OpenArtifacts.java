package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a candidate, each opened once. Whoever opens them closes them, until {@link PluginLayer#define} returns: from
 * then on the layer does.
 *
 * <p>Thread-safe. Closing may be repeated, waits for no reader, and ends all reading.
 */
public final class OpenArtifacts implements Closeable {

    private final String plugin;

    /** By module name, the plugin's first; never changed. */
    private final Map<String, OpenModule> modules;

    private OpenArtifacts(String plugin, Map<String, OpenModule> modules) {
        this.plugin = plugin;
        this.modules = modules;
    }

    /**
     * Opens every module of a candidate, or none.
     *
     * @throws ChangedArtifactException if a file is not the one that was discovered
     * @throws IOException if a file cannot be read
     */
    public static OpenArtifacts open(Candidate candidate) throws IOException {
        Map<String, OpenModule> opened = new LinkedHashMap<>();
        OpenArtifacts artifacts = new OpenArtifacts(candidate.name(), opened);
        String user = "plugin " + candidate.name();
        try {
            List<ModuleArtifact> modules = candidate.modules().toList();
            for (ModuleArtifact module : modules) {
                opened.put(module.name(), OpenModule.open(module, user));
            }
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, artifacts);
            throw e;
        }
        return artifacts;
    }

    @Override
    public void close() throws IOException {
        Closing.all(modules.values());
    }

    /** The module of that name, which is one of the candidate's. */
    OpenModule module(String name) {
        OpenModule module = modules.get(name);
        if (module == null) {
            throw new IllegalArgumentException("No module %s among the files of plugin %s, which are those of %s"
                    .formatted(name, plugin, new ArrayList<>(modules.keySet())));
        }
        return module;
    }

    @Override
    public String toString() {
        return "OpenArtifacts[" + plugin + "]";
    }
}
