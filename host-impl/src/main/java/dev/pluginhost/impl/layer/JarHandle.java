package dev.pluginhost.impl.layer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A jar that is opened once and read by many. Nothing outside sees the {@link JarFile}, so that when it is opened, and
 * whether it is closed while idle, is decided here alone.
 *
 * <p>Thread-safe. {@link #close} does not wait for readers: it closes the file under them, streams included, and each of
 * them gets an {@link IOException} that says so.
 */
final class JarHandle implements Closeable {

    /** Entries that say that they are larger are read piece by piece. */
    private static final int MOST_AT_ONCE = 1 << 20;

    /** What is done with the open jar. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(JarFile jar) throws IOException;
    }

    private final Path path;
    private final String user;
    private final JarFile jar;

    /** The jars that {@link #lend} opened, as long as somebody holds them. Guarded by itself, as is closing. */
    private final Set<JarFile> lent = Collections.newSetFromMap(new WeakHashMap<>());

    /** Set by the first close before it closes anything, read by every reader before it reads and if that fails. */
    private volatile boolean closed;

    /**
     * Opens the jar.
     *
     * @param path a file of the default file system
     * @param user who reads it, for messages: "plugin acme.weather"
     */
    JarHandle(Path path, String user) throws IOException {
        this.path = path;
        this.user = user;
        this.jar = openFile();
    }

    Path path() {
        return path;
    }

    /** The entry of that name, or of that name and a '/', in the version for this runtime. */
    @Nullable
    JarEntry entry(String name) throws IOException {
        return reading(file -> Optional.ofNullable(file.getJarEntry(name))).orElse(null);
    }

    /** A class file, with its signers if the jar is signed. */
    @Nullable
    ClassFile classFile(String name) throws IOException {
        return reading(file -> {
                    JarEntry entry = file.getJarEntry(name);
                    if (entry == null || entry.isDirectory()) {
                        return Optional.<ClassFile>empty();
                    }
                    byte[] bytes;
                    try (InputStream in = file.getInputStream(entry)) {
                        bytes = read(in, entry.getSize());
                    }
                    // Known only now that the entry is read to its end.
                    return Optional.of(new ClassFile(bytes, entry.getCodeSigners()));
                })
                .orElse(null);
    }

    /** All bytes of an entry. One that says how many it has takes one buffer; but it may not say the truth. */
    private static byte[] read(InputStream in, long size) throws IOException {
        if (size < 0 || size > MOST_AT_ONCE) {
            return in.readAllBytes();
        }
        byte[] bytes = new byte[(int) size];
        int count = in.readNBytes(bytes, 0, bytes.length);
        if (count < bytes.length) {
            return Arrays.copyOf(bytes, count);
        }
        int further = in.read();
        if (further < 0) {
            return bytes;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes);
        all.write(further);
        in.transferTo(all);
        return all.toByteArray();
    }

    /** A stream of an entry, which reads from the one open file; {@code null} if there is no such entry. */
    @Nullable
    InputStream open(String name) throws IOException {
        return reading(file -> {
                    JarEntry entry = file.getJarEntry(name);
                    return entry == null
                            ? Optional.<InputStream>empty()
                            : Optional.<InputStream>of(new EntryStream(file.getInputStream(entry)));
                })
                .orElse(null);
    }

    /** The names of all entries, as this runtime sees them. */
    List<String> names() throws IOException {
        return reading(file -> file.versionedStream().map(JarEntry::getName).toList());
    }

    boolean isMultiRelease() throws IOException {
        return reading(JarFile::isMultiRelease);
    }

    @Nullable
    Manifest manifest() throws IOException {
        return reading(file -> Optional.ofNullable(file.getManifest())).orElse(null);
    }

    /**
     * A {@link JarFile} of the caller's own, to be closed by the caller. Whoever expects the JDK's cache to own it does not
     * close it: then it is closed with this handle.
     */
    JarFile lend() throws IOException {
        synchronized (lent) {
            ensureOpen(null);
            JarFile own = openFile();
            lent.add(own);
            return own;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lent) {
            if (closed) {
                return;
            }
            closed = true;
            lent.add(jar);
            try {
                Closing.all(lent);
            } finally {
                lent.clear();
            }
        }
    }

    private JarFile openFile() throws IOException {
        try {
            return new JarFile(path.toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (UnsupportedOperationException e) {
            throw new IOException(path + " cannot be read as a jar: it is not a file of the default file system", e);
        } catch (ZipException e) {
            throw new IOException(path + " cannot be read as a jar: " + e.getMessage(), e);
        }
    }

    /**
     * A jar closed in mid-read shows as almost anything: an {@link IllegalStateException}, a {@link ZipException}, a
     * {@link NullPointerException} of the {@link java.util.zip.Inflater}. The flag is set before the file is closed, so
     * whoever was disturbed finds it set.
     */
    private <T> T reading(Reading<T> reading) throws IOException {
        ensureOpen(null);
        try {
            return reading.from(jar);
        } catch (IOException | RuntimeException e) {
            ensureOpen(e);
            throw e;
        }
    }

    private void ensureOpen(@Nullable Exception disturbance) throws IOException {
        if (closed) {
            throw new IOException(user + " is closed; nothing more can be read from " + path, disturbance);
        }
    }

    /** A stream that says so when it broke off because the jar was closed. Confined to its reader, but for the close. */
    private final class EntryStream extends InputStream {

        private final InputStream in;

        EntryStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return reading(file -> in.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return reading(file -> in.read(buffer, offset, length));
        }

        @Override
        public int available() throws IOException {
            return reading(file -> in.available());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
