package dev.pluginhost.impl.deploy;

import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The old files of plugins that are reloaded, so that they can come back. To keep them asks file systems, which may hang: so it is done by a
 * thread that may be given up, and what that one keeps too late is closed at once. Safe for use by any thread.
 */
final class KeptFiles implements AutoCloseable {

    private final ArtifactOpener opener;
    private final ReentrantLock lock = new ReentrantLock();

    /** The next three are guarded by the lock, which is not held while something is opened or closed. */
    private final List<ArtifactOpener.Kept> kept = new ArrayList<>();

    private final Set<String> lost = new HashSet<>();
    private boolean closed;

    KeptFiles(ArtifactOpener opener) {
        this.opener = opener;
    }

    /** Keeps the files of a plugin that is imported, as far as they are still there. */
    void keep(Imported there) {
        try {
            ArtifactOpener.Kept files = opener.keep(there.candidate(), there.layer());
            if (!add(files, there.name(), files.areIntact())) {
                close(files);
            }
        } catch (IOException e) {
            Thrown.warn("Files of plugin " + there.name() + " cannot be kept for its reload: " + Thrown.text(e), e);
        }
    }

    private boolean add(ArtifactOpener.Kept files, String name, boolean intact) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            kept.add(files);
            if (!intact) {
                lost.add(name);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The plugins whose old files were lost before. */
    Set<String> lost() {
        lock.lock();
        try {
            return Set.copyOf(lost);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<ArtifactOpener.Kept> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(kept);
            kept.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(KeptFiles::close);
    }

    private static void close(ArtifactOpener.Kept files) {
        try {
            files.close();
        } catch (IOException e) {
            Thrown.warn("Files that were kept for a reload failed to close: " + Thrown.text(e), e);
        }
    }
}
