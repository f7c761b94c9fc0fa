package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A module in a jar, as one owner reads it. Closing does not wait for readers: if it is the last owner, the file is closed under
 * them, streams included. Each of them, and whatever reads later, gets an {@link IOException} that says so.
 */
final class OpenJar extends OpenModule {

    /** What is done with the open jar. */
    @FunctionalInterface
    interface JarRead<T> {
        @Nullable
        T from(JarFile jar) throws IOException;
    }

    private final SharedJar shared;
    private final String user;
    private final URL location;
    private final ResourceUrls urls;

    /** Set by the first close before it closes anything. Readers look at it before they read, and after they failed. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private OpenJar(SharedJar shared, String user, URL location) throws IOException {
        this.shared = shared;
        this.user = user;
        this.location = location;
        this.urls = new ResourceUrls(shared.urlPrefix, this);
    }

    /** Opens a jar, if it is the one that was discovered. */
    static OpenJar open(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        URI jar = ResourceNames.location(artifact);
        // The first "!/" ends the name of the jar (JarURLConnection), and a directory's name may end in '!'.
        SharedJar shared =
                new SharedJar(artifact, files, "jar:" + jar.toString().replace("!/", "%21/") + "!/");
        OpenJar opened = new OpenJar(shared, user, jar.toURL());
        shared.addOwner(opened, true);
        shared.begin();
        shared.end();
        return opened;
    }

    @Override
    OpenModule share() throws IOException {
        ensureOpen(null);
        OpenJar further = new OpenJar(shared, user, location);
        shared.addOwner(further, false);
        return further;
    }

    @Override
    boolean isIntact() {
        return !closed.get() && shared.isIntact();
    }

    @Override
    URL location() {
        return location;
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            shared.removeOwner(this);
        }
    }

    /** Fails if this is closed; then that is the reason of any failure to read. */
    private void ensureOpen(@Nullable Exception failure) throws IOException {
        if (closed.get()) {
            throw new IOException(user + " is closed; nothing more can be read from " + shared.path(), failure);
        }
    }

    /**
     * Fails with the reason for a failure to read, if that is known. A jar that is closed under its reader shows as almost
     * anything: a ZipException, an IllegalStateException, a NullPointerException of the Inflater.
     */
    private void explain(Exception failure) throws IOException {
        ensureOpen(failure);
        shared.explain(failure);
    }

    <T> @Nullable T reading(JarRead<T> reading) throws IOException {
        ensureOpen(null);
        try {
            JarFile jar = shared.begin();
            try {
                return reading.from(jar);
            } finally {
                shared.end();
            }
        } catch (IOException | RuntimeException e) {
            explain(e);
            throw e;
        }
    }

    // Classes

    /** Each class of each plugin comes by here, so there is no closure. */
    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        ensureOpen(null);
        try {
            JarFile jar = shared.begin();
            try {
                return classFile(jar, name);
            } finally {
                shared.end();
            }
        } catch (IOException | RuntimeException e) {
            explain(e);
            throw e;
        }
    }

    private @Nullable ClassFile classFile(JarFile jar, String name) throws IOException {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null || entry.isDirectory()) {
            return null;
        }
        byte[] bytes;
        try (InputStream in = jar.getInputStream(entry)) {
            bytes = ReadLimits.classFile(in, name, entry.getSize());
        }
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, bytes.length);
        if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
            shared.explain(new ZipException(name + " does not have its checksum"));
        }
        return new ClassFile(bytes, entry.getCodeSigners()); // known only now that the entry is read to its end
    }

    // Resources

    @Override
    @Nullable
    URL url(String name) throws IOException {
        String spec = spec(name);
        return spec == null ? null : urls.url(spec);
    }

    @Override
    public Optional<URI> find(String name) throws IOException {
        return Optional.ofNullable(spec(name)).map(URI::create);
    }

    /** The text of the URL: it names the very entry, under {@code META-INF/versions} too, and a directory with its '/'. */
    private @Nullable String spec(String name) throws IOException {
        String real = reading(jar -> realName(jar, name));
        if (real == null) {
            return null;
        }
        shared.handsOutUrls();
        return shared.urlPrefix + ResourceNames.encode(real);
    }

    private static @Nullable String realName(JarFile jar, String name) {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null) {
            return null;
        }
        String real = jar.isMultiRelease() ? entry.getRealName() : name;
        return entry.isDirectory() && !real.endsWith("/") ? real + "/" : real;
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        return Optional.ofNullable(reading(jar -> {
            JarEntry entry = jar.getJarEntry(name);
            if (entry == null) {
                return null;
            }
            InputStream stream = new EntryStream(jar.getInputStream(entry));
            shared.lend(stream, this);
            return stream;
        }));
    }

    @Override
    public Stream<String> list() throws IOException {
        List<String> names =
                reading(jar -> jar.versionedStream().map(JarEntry::getName).toList());
        return Objects.requireNonNull(names).stream();
    }

    @Override
    URLConnection connect(URL url, String path) throws IOException {
        return new JarEntryConnection(url, this, shared.artifact);
    }

    /** A {@link JarFile} for a caller who closes it; it is closed with this object at the latest. */
    JarFile lendJar() throws IOException {
        return Objects.requireNonNull(reading(jar -> shared.lendJar(this)));
    }

    /** The entry of that name, which may be asked for what it reads from the open jar: attributes, signers. */
    @Nullable
    JarEntry lendEntry(String name) throws IOException {
        return reading(jar -> {
            JarEntry entry = jar.getJarEntry(name);
            if (entry != null) {
                shared.lend(entry, this);
            }
            return entry;
        });
    }

    /**
     * A stream that says so when it broke off because the jar was closed. It does without the jar when it is closed or read to
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
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            ensureOpen(null);
            if (length == 0 || ended) {
                return length == 0 ? 0 : -1;
            }
            int read;
            try {
                read = in.read(buffer, offset, length);
            } catch (IOException | RuntimeException e) {
                explain(e);
                throw e;
            }
            if (read < 0) {
                ended = true;
                release();
            }
            return read;
        }

        @Override
        public int available() throws IOException {
            ensureOpen(null);
            return ended ? 0 : in.available();
        }

        @Override
        public void close() throws IOException {
            ended = false;
            release();
        }

        private void release() throws IOException {
            try {
                in.close();
            } finally {
                shared.takeBack(this);
            }
        }
    }
}
