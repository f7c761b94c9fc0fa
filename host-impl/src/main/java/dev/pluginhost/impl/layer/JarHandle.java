package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.ReadLimits;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A jar as one owner of it reads it. It may have several, such as two layers of the same plugin: each has a handle and closes
 * it, and all read the one {@link SharedJar}. Nothing outside sees the {@link JarFile}, so that when it is opened, and whether
 * it is closed while idle, is decided there alone.
 *
 * <p>Thread-safe. {@link #close} does not wait for readers: if it is the last handle, it closes the file under them, streams
 * included. Each of them, and whoever reads later, gets an {@link IOException} that says so.
 */
final class JarHandle implements Closeable {

    /** Entries that say that they are larger are read piece by piece. */
    private static final int MOST_AT_ONCE = 1 << 20;

    /** What is done with the open jar. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(JarFile jar) throws IOException;
    }

    /** What is done with a stream of an entry. */
    @FunctionalInterface
    private interface Step {
        int run() throws IOException;
    }

    private final SharedJar shared;
    private final String user;

    /** Set by the first close before it closes anything, read by every reader before it reads and if that fails. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private JarHandle(SharedJar shared, String user) throws IOException {
        this.shared = shared;
        this.user = user;
        shared.join();
    }

    /**
     * Opens a jar, if it is still the one that was discovered.
     *
     * @param user who reads it, for messages: "plugin acme.weather"
     * @throws ChangedArtifactException if it is not
     */
    static JarHandle open(ModuleArtifact artifact, String user, HandleBudget budget) throws IOException {
        SharedJar shared = new SharedJar(artifact, budget);
        JarHandle handle = new JarHandle(shared, user);
        shared.begin(); // if that fails, nothing is open that would have to be closed
        shared.end();
        return handle;
    }

    /** One more handle for one more owner. */
    JarHandle share() throws IOException {
        ensureOpen(null);
        return new JarHandle(shared, user);
    }

    Path path() {
        return shared.path();
    }

    /** Notes that a URL is given out that begins like this. */
    void givesUrls(String prefix) {
        shared.givesUrls(prefix);
    }

    /** Whether the jar can be read, as far as one knows without opening it. */
    boolean isIntact() {
        return !closed.get() && shared.isIntact();
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
                        bytes = read(in, entry.getSize(), name);
                    }
                    if (!hasSum(bytes, entry.getCrc())) {
                        shared.explain(new ZipException(name + " does not have its checksum"));
                    }
                    // Known only now that the entry is read to its end.
                    return Optional.of(new ClassFile(bytes, entry.getCodeSigners()));
                })
                .orElse(null);
    }

    /** Whether the bytes have a checksum, if it is known. */
    private static boolean hasSum(byte[] bytes, long expected) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, bytes.length);
        return expected < 0 || expected == sum.getValue();
    }

    /** All bytes of a class file. One that says how many it has takes one buffer; but it may not say the truth. */
    private static byte[] read(InputStream in, long size, String name) throws IOException {
        if (size < 0 || size > MOST_AT_ONCE) {
            return ReadLimits.classFile(in, name);
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
        all.writeBytes(ReadLimits.classFile(in, name));
        return all.toByteArray();
    }

    /** A stream of an entry, which reads from the one open file; {@code null} if there is no such entry. */
    @Nullable
    InputStream open(String name) throws IOException {
        return reading(file -> {
                    JarEntry entry = file.getJarEntry(name);
                    if (entry == null) {
                        return Optional.<InputStream>empty();
                    }
                    InputStream stream = new EntryStream(file.getInputStream(entry));
                    shared.lend(stream, this);
                    return Optional.of(stream);
                })
                .orElse(null);
    }

    /** The certificates of an entry's signers, who are known when it has been read: so it is read, whoever may have done it before. */
    Certificate @Nullable [] certificates(String name) throws IOException {
        return reading(file -> {
                    JarEntry entry = file.getJarEntry(name);
                    if (entry == null) {
                        return Optional.<Certificate[]>empty();
                    }
                    try (InputStream in = file.getInputStream(entry)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                    return Optional.ofNullable(entry.getCertificates());
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
     * close it: then it is closed with this handle. The JDK reads both through one open file.
     *
     * @throws ChangedArtifactException if the file is not the one that is open
     */
    JarFile lend() throws IOException {
        return reading(file -> {
            JarFile own = shared.budget().opening(path(), () -> new LentJar(path()));
            try {
                shared.requireUnchanged();
                shared.lend(own, this);
            } catch (IOException | RuntimeException | Error e) {
                Closing.after(e, own);
                throw e;
            }
            return own;
        });
    }

    /** The entry of that name, for somebody who may ask it for what it reads from the open jar: attributes, signers. */
    @Nullable
    JarEntry lendEntry(String name) throws IOException {
        return reading(file -> {
                    Optional<JarEntry> entry = Optional.ofNullable(file.getJarEntry(name));
                    if (entry.isPresent()) {
                        shared.lend(entry.get(), this);
                    }
                    return entry;
                })
                .orElse(null);
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            shared.evict(); // while the jar is open, as the JDK then need not read it for that
            shared.leave(this);
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
            JarFile jar = shared.begin();
            try {
                return reading.from(jar);
            } finally {
                shared.end();
            }
        } catch (IOException | RuntimeException e) {
            ensureOpen(e);
            shared.explain(e);
            throw e;
        }
    }

    /** Fails if this handle is closed; then that is the reason of any disturbance. */
    void ensureOpen(@Nullable Exception disturbance) throws IOException {
        if (closed.get()) {
            throw new IOException(user + " is closed; nothing more can be read from " + path(), disturbance);
        }
    }

    /** A jar that knows when it is closed. */
    private final class LentJar extends JarFile {

        LentJar(Path path) throws IOException {
            super(path.toFile(), true, ZipFile.OPEN_READ, runtimeVersion());
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                shared.takeBack(this);
            }
        }
    }

    /**
     * A stream that says so when it broke off because the jar was closed. It is done with the jar when it is closed or read to
     * its end. Confined to its reader, but for the close.
     */
    private final class EntryStream extends InputStream {

        private final InputStream in;

        /** Set at the end, unset by the close, after which reading fails as with any stream; both by any thread. */
        private volatile boolean ended;

        EntryStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return toEnd(in::read);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            return length == 0 ? 0 : toEnd(() -> in.read(buffer, offset, length));
        }

        @Override
        public int available() throws IOException {
            ensureOpen(null);
            return ended ? 0 : disturbed(in::available);
        }

        @Override
        public void close() throws IOException {
            ended = false;
            release();
        }

        private int toEnd(Step step) throws IOException {
            ensureOpen(null);
            if (ended) {
                return -1;
            }
            int read = disturbed(step);
            if (read < 0) {
                ended = true;
                release();
            }
            return read;
        }

        private void release() throws IOException {
            try {
                in.close();
            } finally {
                shared.takeBack(this);
            }
        }

        private int disturbed(Step step) throws IOException {
            try {
                return step.run();
            } catch (IOException | RuntimeException e) {
                ensureOpen(e);
                shared.explain(e);
                throw e;
            }
        }
    }
}
