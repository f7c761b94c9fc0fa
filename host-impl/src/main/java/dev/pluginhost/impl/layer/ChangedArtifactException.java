package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A module's file is not the one that was discovered. Discovering it again is the cure. */
public final class ChangedArtifactException extends IOException {

    private static final long serialVersionUID = 1L;

    ChangedArtifactException(ModuleArtifact artifact, @Nullable Fingerprint found) {
        super(message(artifact, found));
    }

    private static String message(ModuleArtifact artifact, @Nullable Fingerprint found) {
        String what = "%s of module %s ".formatted(artifact.fingerprinted(), artifact.name());
        String cure = "; refresh the host to use what is there now";
        if (found == null) {
            return what + "is gone since it was discovered" + cure;
        }
        Fingerprint expected = artifact.fingerprint();
        String facts = "was %s, is %s".formatted(words(expected), words(found));
        if (expected.size() == found.size() && expected.modified().equals(found.modified())) {
            facts = "same size and time, but another file";
        }
        return what + "has changed since it was discovered (" + facts + ")" + cure;
    }

    private static String words(Fingerprint fingerprint) {
        return "%d bytes of %s".formatted(fingerprint.size(), fingerprint.modified());
    }
}
