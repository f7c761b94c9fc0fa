package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * A module's file is not the one that was discovered, or, of a jar that was closed while idle, not the one that was open. It has
 * to be discovered again, and what was loaded from it has to be loaded again.
 */
public final class ChangedArtifactException extends IOException {

    private static final long serialVersionUID = 1L;

    ChangedArtifactException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Fails if another file, or none, has taken the place of the one that was discovered. */
    static void requireSameFile(ModuleArtifact artifact, boolean wasOpen) throws IOException {
        Fingerprint found = found(artifact);
        if (!artifact.fingerprint().isLike(found)) {
            throw new ChangedArtifactException(message(artifact, found, wasOpen), null);
        }
    }

    /** Fails if the contents have changed, whatever the file system says; the cause is what reading them led to. */
    static void requireSameContents(ModuleArtifact artifact, boolean wasOpen, @Nullable Throwable cause)
            throws IOException {
        try {
            if (artifact.readContents() == artifact.contents()) {
                return;
            }
        } catch (IOException e) {
            requireSameFile(artifact, wasOpen);
            throw e;
        }
        requireSameFile(artifact, wasOpen);
        throw new ChangedArtifactException(message(artifact, artifact.fingerprint(), wasOpen), cause);
    }

    static boolean isSameFile(ModuleArtifact artifact) {
        try {
            requireSameFile(artifact, true);
            return true;
        } catch (IOException e) {
            return false; // it could not be opened either
        }
    }

    static boolean isUnchanged(ModuleArtifact artifact) {
        try {
            requireSameFile(artifact, true); // to read another one may hang
            requireSameContents(artifact, true, null);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The file that is there now; null if it is gone. */
    static @Nullable Fingerprint found(ModuleArtifact artifact) throws IOException {
        try {
            return Fingerprint.of(artifact.fingerprinted());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** About a file that cannot be opened, with what it is now, if it is not gone. */
    static String message(ModuleArtifact artifact, @Nullable Fingerprint found, boolean wasOpen) {
        Fingerprint expected = artifact.fingerprint();
        String fact;
        if (found == null) {
            fact = "is gone since it was %s";
        } else if (expected.isLike(found)) {
            fact = "has changed since it was %s (same file, size and time, but other contents)";
        } else if (expected.size() == found.size() && expected.modified().equals(found.modified())) {
            fact = "has changed since it was %s (same size and time, but another file)";
        } else {
            fact = "has changed since it was %%s (was %d bytes of %s, is %d bytes of %s)"
                    .formatted(expected.size(), expected.modified(), found.size(), found.modified());
        }
        return artifact.fingerprinted() + " of module " + artifact.name() + " "
                + fact.formatted(wasOpen ? "opened" : "discovered")
                + (wasOpen
                        ? ", and nothing more can be read from it; call refresh() and reload the plugin to use what is there now"
                        : "; refresh the host to use what is there now");
    }
}
