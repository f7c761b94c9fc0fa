package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a candidate, each opened once, and closed while idle if the budget of open files demands it. Whoever opens them
 * closes them, until {@link PluginLayer#define} returns: from then on the layer does.
 *
 * <p>They may be {@linkplain #share shared}: each owner has an object of his own and closes it, which ends all reading by way
 * of that object and no other. The files are closed with the last one.
 *
 * <p>Thread-safe. Closing may be repeated and waits for no reader.
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
     * @param budget the host's, which says how many jars are open at once
     * @throws ChangedArtifactException if a file is not the one that was discovered
     * @throws IOException if a file cannot be read
     */
    public static OpenArtifacts open(Candidate candidate, HandleBudget budget) throws IOException {
        Map<String, OpenModule> opened = new LinkedHashMap<>();
        OpenArtifacts artifacts = new OpenArtifacts(candidate.name(), opened);
        String user = "plugin " + candidate.name();
        try {
            for (ModuleArtifact module : candidate.modules()) {
                opened.put(module.name(), OpenModule.open(module, user, budget));
            }
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, artifacts);
            throw e;
        }
        return artifacts;
    }

    /**
     * The same files for one more owner: to define another layer over the bytes of this one, though its files may have been
     * replaced. Nothing is opened.
     *
     * @return what the new owner closes
     * @throws IOException if this object is closed
     */
    public OpenArtifacts share() throws IOException {
        Map<String, OpenModule> shared = new LinkedHashMap<>();
        OpenArtifacts artifacts = new OpenArtifacts(plugin, shared);
        try {
            for (Map.Entry<String, OpenModule> module : modules.entrySet()) {
                shared.put(module.getKey(), module.getValue().share());
            }
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, artifacts);
            throw e;
        }
        return artifacts;
    }

    /**
     * Whether everything can still be read: each jar is open, which keeps it readable though its file be replaced, or its file
     * has not changed; an exploded module has the declaration that was discovered. Reads no more than these declarations and the
     * central directories of jars. What is intact now need not be so later: a file may be replaced while its jar is closed. Once closed, it is not.
     */
    public boolean intact() {
        return modules.values().stream().allMatch(OpenModule::isIntact);
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
