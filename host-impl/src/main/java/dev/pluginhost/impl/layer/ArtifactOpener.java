package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens the files of candidates, no more of them at once than a budget says. What is kept is not opened but shared: so a plugin can
 * be imported anew from files that have been replaced since it was.
 *
 * <p>Thread-safe.
 */
public final class ArtifactOpener {

    private final HandleBudget budget;

    /** Entries are added and removed by {@link #keep} and what it returns. */
    private final Map<Candidate, OpenArtifacts> kept = new ConcurrentHashMap<>();

    /** Opens within a budget. */
    public ArtifactOpener(HandleBudget budget) {
        this.budget = budget;
    }

    /**
     * Opens every module of a candidate, or none.
     *
     * @throws ChangedArtifactException if a file is not the one that was discovered, and the candidate is not kept
     * @throws IOException if a file cannot be read
     */
    public OpenArtifacts open(Candidate candidate) throws IOException {
        OpenArtifacts open = kept.isEmpty() ? null : kept.get(candidate); // hardly ever is anything kept
        return open != null && open.intact() ? open.share() : OpenArtifacts.open(candidate, budget);
    }

    /** What is kept until it is closed. Thread-safe. */
    public interface Kept extends Closeable {
        /** Whether the files can still be read now. One that is closed while idle may be replaced later, and is lost then. */
        boolean areIntact();
    }

    /**
     * Keeps the files of a layer open beyond its end, until what is returned is closed. Opens none: a jar that is
     * closed while idle stays so.
     *
     * @param candidate what the layer was made from; it is not kept already
     * @throws IOException if the layer is closed
     */
    public Kept keep(Candidate candidate, PluginLayer layer) throws IOException {
        OpenArtifacts shared = layer.artifacts().share();
        kept.put(candidate, shared);
        return new Kept() {
            @Override
            public boolean areIntact() {
                return shared.intact();
            }

            @Override
            public void close() throws IOException {
                kept.remove(candidate, shared);
                shared.close();
            }
        };
    }
}
