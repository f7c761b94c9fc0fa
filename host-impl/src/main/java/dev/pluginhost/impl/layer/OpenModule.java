package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.net.URL;
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
     * @param budget of which a jar takes a place while it is open
     * @throws ChangedArtifactException if it is not
     */
    static OpenModule open(ModuleArtifact artifact, String user, HandleBudget budget) throws IOException {
        return artifact.exploded() ? OpenDirectory.open(artifact, user, budget) : OpenJar.open(artifact, user, budget);
    }

    /** The same module for one more owner. The files are closed when the last owner has closed what he has. */
    abstract OpenModule share() throws IOException;

    /** Whether it can be read, as far as one knows without opening anything: a jar is open, or its file has not changed. */
    abstract boolean isIntact();

    /** Where the module is, as a code source names it: the jar, or the directory. */
    abstract URL location();

    /** The class file of a name such as {@code p/C.class}; {@code null} if there is none. */
    abstract @Nullable ClassFile classFile(String name) throws IOException;

    /** The resource as a URL that reads through this object; {@code null} if there is none. A directory's ends in '/'. */
    abstract @Nullable URL url(String name) throws IOException;
}
