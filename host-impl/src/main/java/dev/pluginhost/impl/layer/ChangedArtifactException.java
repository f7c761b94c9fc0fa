package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A module's file is not the one that was discovered, or, of a jar that was closed while idle, not the one that was open.
 * Discovering it again is the cure, and for what was loaded from it already, loading that again.
 */
public final class ChangedArtifactException extends IOException {

    private static final long serialVersionUID = 1L;

    private ChangedArtifactException(String message) {
        super(message);
    }

    /** The same failure for one more reader, by the message of the first: that one's stack would keep his classes alive. */
    static ChangedArtifactException again(String message) {
        return new ChangedArtifactException(message);
    }

    /** A file that cannot be opened; {@code found} is what it is now, if it is not gone. */
    static ChangedArtifactException sinceDiscovered(ModuleArtifact artifact, @Nullable Fingerprint found) {
        return new ChangedArtifactException(
                fact(artifact, found, "discovered") + "; refresh the host to use what is there now");
    }

    /** A file that cannot be opened again; {@code found} is what it is now, if it is not gone. */
    static ChangedArtifactException sinceOpened(ModuleArtifact artifact, @Nullable Fingerprint found) {
        return new ChangedArtifactException(
                fact(artifact, found, "opened")
                        + ", and nothing more can be read from it; call refresh() and reload the plugin to use what is there now");
    }

    private static String fact(ModuleArtifact artifact, @Nullable Fingerprint found, String then) {
        String what = "%s of module %s ".formatted(artifact.fingerprinted(), artifact.name());
        if (found == null) {
            return what + "is gone since it was " + then;
        }
        Fingerprint expected = artifact.fingerprint();
        String facts = "was %s, is %s".formatted(words(expected), words(found));
        if (expected.isLike(found)) {
            facts = "same file, size and time, but other contents";
        } else if (expected.size() == found.size() && expected.modified().equals(found.modified())) {
            facts = "same size and time, but another file";
        }
        return what + "has changed since it was " + then + " (" + facts + ")";
    }

    private static String words(Fingerprint fingerprint) {
        return "%d bytes of %s".formatted(fingerprint.size(), fingerprint.modified());
    }
}
