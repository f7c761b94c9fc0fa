package dev.pluginhost.impl.layer;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSigner;
import org.jspecify.annotations.Nullable;

/**
 * One module, open for reading: a {@link ModuleReader} that also knows signers and URLs. It finds what the JDK's own reader
 * finds, directories included. Thread-safe; once closed, everything but {@link #location} fails with an {@link IOException}.
 */
abstract class OpenModule implements ModuleReader {

    /** The bytes of a class, and who signed them. The arrays are handed on, not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record ClassFile(byte[] bytes, CodeSigner @Nullable [] signers) {}

    /** The same module for one more owner. The files are closed when the last owner has closed its object. */
    abstract OpenModule share() throws IOException;

    /** Whether it can be read, as far as can be known without opening a jar. */
    abstract boolean isIntact();

    /** Where the module is, as a code source names it: the jar, or the directory. */
    abstract URL location();

    /** The class file of a name such as {@code p/C.class}; null if there is none. */
    abstract @Nullable ClassFile classFile(String name) throws IOException;

    /** The resource as a URL that reads through this object; null if there is none. A directory's ends in '/'. */
    abstract @Nullable URL url(String name) throws IOException;

    /** Connects to a URL of this module, with a path below its root. */
    abstract URLConnection connect(URL url, String path) throws IOException;
}
