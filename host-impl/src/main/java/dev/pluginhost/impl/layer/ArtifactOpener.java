package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens the files of candidates. Those of a plugin that is being reloaded are kept, and shared when it is imported again: so its
 * old version can come back though its files have been replaced. Thread-safe.
 */
public final class ArtifactOpener {

    private final JarFiles files;
    private final Map<Candidate, OpenArtifacts> kept = new ConcurrentHashMap<>();

    public ArtifactOpener(JarFiles files) {
        this.files = files;
    }

    /** Opens every module of a candidate, or none; fails as {@link OpenArtifacts#open}, unless the candidate is kept. */
    public OpenArtifacts open(Candidate candidate) throws IOException {
        OpenArtifacts open = kept.isEmpty() ? null : kept.get(candidate);
        return open != null && open.intact() ? open.share() : OpenArtifacts.open(candidate, files);
    }

    /**
     * Keeps the files of a layer open beyond its end, until the result is closed. Opens none: a jar that is closed while idle
     * stays closed, and is lost if it is replaced then.
     *
     * @throws IOException if the layer is closed
     */
    public Kept keep(Candidate candidate, PluginLayer layer) throws IOException {
        OpenArtifacts shared = layer.artifacts().share();
        kept.put(candidate, shared);
        return new Kept(candidate, shared);
    }

    /** Files that are kept until this is closed. Thread-safe. */
    public final class Kept implements Closeable {

        private final Candidate candidate;
        private final OpenArtifacts shared;

        private Kept(Candidate candidate, OpenArtifacts shared) {
            this.candidate = candidate;
            this.shared = shared;
        }

        /** Whether all the files can still be read. */
        public boolean areIntact() {
            return shared.intact();
        }

        @Override
        public void close() {
            kept.remove(candidate, shared);
            shared.close();
        }
    }
}
