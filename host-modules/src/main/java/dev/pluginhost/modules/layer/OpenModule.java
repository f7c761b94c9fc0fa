package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.CodeSigner;
import org.jspecify.annotations.Nullable;

/**
 * One module, open for reading. It finds what the JDK's {@link java.lang.module.ModuleReader} finds, directories included.
 * Thread-safe; once closed, everything but {@link #location} fails with an {@link IOException}.
 */
abstract class OpenModule {

    /** The bytes of a class, and who signed them. The arrays are handed on, not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record ClassFile(byte[] bytes, CodeSigner @Nullable [] signers) {}

    final ModuleArtifact artifact;
    private final String user;

    /** Set by close, read by each reader. */
    volatile boolean closed;

    /** The user is named in messages, such as "plugin acme.weather". */
    OpenModule(ModuleArtifact artifact, String user) {
        this.artifact = artifact;
        this.user = user;
    }

    /** Where a module is: as {@link Path#toUri}, without asking the file system whether a jar is a directory. */
    static URI location(ModuleArtifact artifact) {
        String path = plainPath(artifact);
        return path != null ? URI.create("file://" + path) : artifact.file().toUri();
    }

    /** The absolute path of a jar, if no URL would escape it; else null. */
    static @Nullable String plainPath(ModuleArtifact artifact) {
        String path = artifact.file().toString();
        boolean plain = !artifact.exploded() && path.startsWith("/");
        for (int i = 0; plain && i < path.length(); i++) {
            plain = isLetterOrDigit(path.charAt(i)) || "/.-_".indexOf(path.charAt(i)) >= 0;
        }
        return plain ? path : null;
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** The same module for one more owner. */
    abstract OpenModule share() throws IOException;

    /** Whether it can be read, as far as can be known without opening a jar. */
    abstract boolean isIntact();

    /** Where the module is, as a code source names it: the jar, or the directory. */
    abstract URL location();

    /** Whether there may be a file or directory of that name; false is certain. */
    boolean mayHave(String name) throws IOException {
        ensureOpen(null);
        return true;
    }

    /** Whether there is a file of that name. */
    abstract boolean hasFile(String name) throws IOException;

    /** The class file of a name such as {@code p/C.class}; null if there is none. */
    abstract @Nullable ClassFile classFile(String name) throws IOException;

    /** The resource as a URL that reads through this object; null if there is none. A directory's ends in '/'. */
    abstract @Nullable URL url(String name) throws IOException;

    /** The bytes of a resource; null if there is none. */
    abstract @Nullable InputStream open(String name) throws IOException;

    /** Connects to a URL of this module; null if it leads elsewhere. */
    abstract @Nullable URLConnection connect(URL url) throws IOException;

    /** Gives up what is kept only for the time of an import. */
    void imported() {}

    /** Ends all reading, and waits for no reader. May be repeated. */
    abstract void close();

    /** Fails if this is closed, which then is the reason of any failure to read. */
    final void ensureOpen(@Nullable Exception failure) throws IOException {
        if (closed) {
            throw new IOException(this + " is closed; nothing more can be read from " + artifact.file(), failure);
        }
    }

    @Override
    public String toString() {
        return user;
    }
}
