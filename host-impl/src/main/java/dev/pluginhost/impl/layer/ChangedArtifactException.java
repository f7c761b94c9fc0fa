package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.Fingerprint;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * A module's file is not the one that was discovered, or, of a jar that was closed while idle, not the one that was open. It has
 * to be discovered again, and what was loaded from it has to be loaded again.
 */
public final class ChangedArtifactException extends IOException {

    private static final long serialVersionUID = 1L;

    ChangedArtifactException(String message) {
        super(message);
    }

    /** Fails if another file, or none, has taken the place of the one that was discovered. */
    static void requireSameFile(ModuleArtifact artifact, boolean wasOpen) throws IOException {
        Fingerprint found = found(artifact);
        if (!artifact.fingerprint().isLike(found)) {
            throw of(artifact, found, wasOpen);
        }
    }

    /** Fails if the contents have changed, whatever the file system says; the cause is what reading them led to. */
    static void requireSameContents(ModuleArtifact artifact, boolean wasOpen, @Nullable Throwable cause)
            throws IOException {
        if (artifact.readContents() != artifact.contents()) {
            IOException changed = of(artifact, artifact.fingerprint(), wasOpen);
            changed.initCause(cause);
            throw changed;
        }
    }

    static boolean isSameFile(ModuleArtifact artifact) {
        try {
            return artifact.fingerprint().isLike(found(artifact));
        } catch (IOException e) {
            return false; // it could not be opened either
        }
    }

    static boolean isUnchanged(ModuleArtifact artifact) {
        try {
            requireSameFile(artifact, true);
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

    /** A file that cannot be opened, with what it is now, if it is not gone. */
    static ChangedArtifactException of(ModuleArtifact artifact, @Nullable Fingerprint found, boolean wasOpen) {
        String cure = wasOpen
                ? ", and nothing more can be read from it; call refresh() and reload the plugin to use what is there now"
                : "; refresh the host to use what is there now";
        return new ChangedArtifactException("%s of module %s ".formatted(artifact.fingerprinted(), artifact.name())
                + fact(artifact.fingerprint(), found, wasOpen ? "opened" : "discovered")
                + cure);
    }

    private static String fact(Fingerprint expected, @Nullable Fingerprint found, String then) {
        if (found == null) {
            return "is gone since it was " + then;
        }
        String facts;
        if (expected.isLike(found)) {
            facts = "same file, size and time, but other contents";
        } else if (expected.size() == found.size() && expected.modified().equals(found.modified())) {
            facts = "same size and time, but another file";
        } else {
            facts = "was %s, is %s".formatted(text(expected), text(found));
        }
        return "has changed since it was " + then + " (" + facts + ")";
    }

    private static String text(Fingerprint fingerprint) {
        return "%d bytes of %s".formatted(fingerprint.size(), fingerprint.modified());
    }
}
