package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.discovery.Candidate;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens the files of candidates. Those of a plugin that is being reloaded are kept, and shared when it is imported again: so its
 * old version can come back though its files have been replaced. Thread-safe.
 */
public final class ArtifactOpener {

    private final JarFiles files;

    /** What is kept, and maybe what has been closed since. */
    private final Map<Candidate, OpenArtifacts> kept = new ConcurrentHashMap<>();

    public ArtifactOpener(JarFiles files) {
        this.files = files;
    }

    /** Opens every module of a candidate, or none; fails as {@link OpenArtifacts#open}, unless the candidate is kept. */
    public OpenArtifacts open(Candidate candidate) throws IOException {
        OpenArtifacts open = kept.isEmpty() ? null : kept.get(candidate);
        return open != null && open.intact() ? open.share() : OpenArtifacts.open(candidate, files, true);
    }

    /**
     * Keeps the files of a layer open beyond its end, until the result is closed. Opens none: a jar that is closed while idle
     * stays closed, and is lost if it is replaced then.
     *
     * @throws IOException if the layer is closed
     */
    public OpenArtifacts keep(Candidate candidate, PluginLayer layer) throws IOException {
        OpenArtifacts shared = layer.artifacts().share();
        kept.values().removeIf(OpenArtifacts::isClosed);
        kept.put(candidate, shared);
        return shared;
    }
}
