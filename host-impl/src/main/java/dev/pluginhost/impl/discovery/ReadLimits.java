package dev.pluginhost.impl.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much is read of an artifact at most, in bytes after unpacking. What is larger is not read: the artifact is a problem, or
 * the class is not found, and nothing else changes. What an entry says of its own size is not believed. Stateless.
 *
 * <p>Nothing but regular files is opened, links followed. An empty one is not opened either: a file of {@code /proc} has no
 * size and may have no end. Between the look at a file and its opening it can be replaced; that is not found out.
 */
public final class ReadLimits {

    /** A {@code module-info.class}. */
    static final long MODULE_INFO = 4 << 20;

    /** A manifest, or a file of a signature; the same as the JDK's {@code jdk.jar.maxSignatureFileSize}. */
    static final long MANIFEST = 16_000_000;

    /** The manifest and all files of signatures of a jar: the JDK has them in memory together. */
    static final long ALL_SIGNATURES = 4 * MANIFEST;

    /** One file of {@code META-INF/services}. */
    static final long SERVICES_FILE = 1 << 20;

    /** All files of {@code META-INF/services} of a jar. */
    static final long ALL_SERVICES_FILES = 16 << 20;

    /** How many entries a jar has at most. */
    static final int ENTRIES = 500_000;

    /** A class file. */
    public static final long CLASS_FILE = 64 << 20;

    private ReadLimits() {}

    /** The number of bytes of a stream, but no more than one beyond a limit. */
    static long count(InputStream in, long limit) throws IOException {
        byte[] buffer = new byte[8192];
        long count = 0;
        int read = 0;
        while (count <= limit && read >= 0) {
            read = in.read(buffer, 0, (int) Math.min(buffer.length, limit + 1 - count));
            count += Math.max(read, 0);
        }
        return count;
    }

    /**
     * All bytes of the stream of a class file.
     *
     * @param name of the class file, for messages
     * @throws IOException if there are more than {@link #CLASS_FILE}
     */
    public static byte[] classFile(InputStream in, String name) throws IOException {
        return all(in, name, CLASS_FILE);
    }

    /**
     * All bytes of a {@code module-info.class} that is a file.
     *
     * @throws IOException if there are more than {@link #MODULE_INFO}
     */
    static byte[] moduleInfo(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return all(in, file.toString(), MODULE_INFO);
        }
    }

    private static byte[] all(InputStream in, String name, long limit) throws IOException {
        byte[] bytes = in.readNBytes((int) limit + 1);
        if (bytes.length > limit) {
            throw new IOException(name + " has more than " + limit + " bytes, which is more than is read");
        }
        return bytes;
    }
}
