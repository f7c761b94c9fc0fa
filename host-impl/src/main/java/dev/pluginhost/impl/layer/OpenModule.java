package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * One module, open for reading: a {@link ModuleReader} that also knows signers and URLs. It finds what the JDK's own reader
 * finds, directories included. Thread-safe; once closed, everything but {@link #location} fails with an {@link IOException}.
 */
abstract sealed class OpenModule implements ModuleReader permits OpenJar, OpenDirectory {

    /**
     * Opens a module, if its file is still the one that was discovered.
     *
     * @param user who reads it, for messages: "plugin acme.weather"
     * @throws ChangedArtifactException if it is not
     */
    static OpenModule open(ModuleArtifact artifact, String user) throws IOException {
        requireUnchanged(artifact);
        OpenModule module =
                artifact.exploded() ? new OpenDirectory(artifact.file(), user) : new OpenJar(artifact, user);
        try {
            // Again, since the file may have been replaced before it was open.
            requireUnchanged(artifact);
        } catch (IOException | RuntimeException e) {
            Closing.after(e, module);
            throw e;
        }
        return module;
    }

    private static void requireUnchanged(ModuleArtifact artifact) throws IOException {
        Fingerprint found = null;
        try {
            found = Fingerprint.of(artifact.fingerprinted());
        } catch (NoSuchFileException e) {
            // gone, which is a change too
        }
        if (!artifact.fingerprint().equals(found)) {
            throw new ChangedArtifactException(artifact, found);
        }
    }

    /** Where the module is, as a code source names it: the jar, or the directory. */
    abstract URL location();

    /** The class file of a name such as {@code p/C.class}; {@code null} if there is none. */
    abstract @Nullable ClassFile classFile(String name) throws IOException;

    /** The resource as a URL that reads through this object; {@code null} if there is none. A directory's ends in '/'. */
    abstract @Nullable URL url(String name) throws IOException;
}
