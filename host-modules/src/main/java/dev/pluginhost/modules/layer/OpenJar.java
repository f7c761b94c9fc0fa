package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.ReadLimits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A module in a jar, as one owner reads it. Closing does not wait for readers: if it is the last owner, the file is closed under
 * them, streams included. Each of them, and whatever reads later, gets an {@link IOException} that says so.
 */
final class OpenJar extends OpenModule {

    /** What a URL's path keeps as it is, besides letters and digits ({@code sun.net.www.ParseUtil} keeps the same). */
    private static final String UNESCAPED = "/-_.!~*'():@&+$,";

    private static final String VERSIONS = "META-INF/versions/";

    /** What is done with the open jar. */
    @FunctionalInterface
    private interface JarRead<T> {
        @Nullable
        T from(ZipFile jar) throws IOException;
    }

    private final SharedJar shared;
    private final URL location;
    private final ResourceUrls urls;

    /** The sorted hash codes of all names, once one was asked for that may not be there; any thread sets it. */
    private volatile int @Nullable [] names;

    private OpenJar(ModuleArtifact artifact, String user, SharedJar shared, URL location) throws IOException {
        super(artifact, user);
        this.shared = shared;
        this.location = location;
        this.urls = new ResourceUrls(true, this);
    }

    /** Opens a jar, if it is the one that was discovered, to import it now or only to keep it open. */
    static OpenJar open(ModuleArtifact artifact, String user, JarFiles files, boolean forImport) throws IOException {
        String path = plainPath(artifact);
        // The first "!/" ends the name of the jar (JarURLConnection), and a directory's name may end in '!'.
        String jar = path != null
                ? "file://" + path
                : artifact.file().toUri().toString().replace("!/", "%21/");
        URL location = path != null
                ? new URL("file", "", path)
                : artifact.file().toUri().toURL();
        OpenJar opened = new OpenJar(artifact, user, new SharedJar(artifact, files, "jar:" + jar + "!/"), location);
        opened.shared.open(opened, forImport);
        return opened;
    }

    @Override
    OpenModule share() throws IOException {
        OpenJar further = new OpenJar(artifact, toString(), shared, location);
        shared.share(this, further);
        return further;
    }

    @Override
    boolean isIntact() {
        return !closed && shared.isIntact();
    }

    @Override
    URL location() {
        return location;
    }

    @Override
    void imported() {
        shared.forgetImage();
    }

    @Override
    void close() {
        if (!closed) {
            closed = true;
            shared.removeOwner(this);
        }
    }

    /**
     * The reason for a failure to read, if it is known, or else the failure. A jar that is closed under its reader shows as almost
     * anything: a ZipException, an IllegalStateException, a NullPointerException of the Inflater.
     */
    private IOException explained(Exception failure) throws IOException {
        ensureOpen(failure);
        shared.explain(failure);
        if (failure instanceof RuntimeException unexplained) {
            throw unexplained;
        }
        return (IOException) failure;
    }

    private <T> @Nullable T reading(JarRead<T> reading) throws IOException {
        ZipFile jar = shared.begin(this, true);
        try {
            return reading.from(jar);
        } catch (IOException | RuntimeException e) {
            throw explained(e);
        } finally {
            shared.end();
        }
    }

    /** Needs the open file only the first time, since beyond the limit of open jars it would be opened for each name. */
    @Override
    boolean mayHave(String name) throws IOException {
        ensureOpen(null);
        int[] known = names;
        if (known == null) {
            known = Objects.requireNonNull(reading(OpenJar::names));
            names = known;
        }
        return Arrays.binarySearch(known, hash(name)) >= 0;
    }

    private static int[] names(ZipFile jar) {
        int[] names = new int[2 * jar.size()];
        int count = 0;
        for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            names[count++] = hash(name);
            if (name.startsWith(VERSIONS)) {
                names[count++] = hash(name.substring(name.indexOf('/', VERSIONS.length()) + 1));
            }
        }
        Arrays.sort(names, 0, count);
        return Arrays.copyOf(names, count);
    }

    /** A directory is found without the slash at its end, too. */
    private static int hash(String name) {
        return (name.endsWith("/") ? name.substring(0, name.length() - 1) : name).hashCode();
    }

    @Override
    boolean hasFile(String name) throws IOException {
        ZipEntry entry = reading(jar -> jar.getEntry(name));
        return entry != null && !entry.isDirectory();
    }

    /** Each class of each plugin comes by here, so there is no closure. */
    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        byte[] bytes = closed ? null : shared.fromImage(name);
        if (bytes != null) {
            return new ClassFile(bytes, null);
        }
        ZipFile jar = shared.begin(this, true);
        try {
            return classFile(jar, name);
        } catch (IOException | RuntimeException e) {
            throw explained(e);
        } finally {
            shared.end();
        }
    }

    private @Nullable ClassFile classFile(ZipFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
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
        // They are known only now that the entry is read to its end.
        return new ClassFile(bytes, entry instanceof JarEntry signed ? signed.getCodeSigners() : null);
    }

    @Override
    @Nullable
    URL url(String name) throws IOException {
        ZipEntry entry = reading(jar -> jar.getEntry(name));
        if (entry == null) {
            return null;
        }
        shared.hasUrls = true;
        String found = entry instanceof JarEntry versioned
                ? versioned.getRealName()
                : entry.getName(); // which may be under META-INF/versions
        return urls.url(shared.urlPrefix + encode(found));
    }

    /**
     * Escapes a name for a URL. {@link URI} would leave or normalise letters other than ASCII, and the JDK's own encoder
     * breaks characters beyond 16 bits.
     */
    static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isLetterOrDigit((char) b) || UNESCAPED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b >> 4) & 0xf, 16))
                        .append(Character.forDigit(b & 0xf, 16));
            }
        }
        return encoded.toString();
    }

    @Override
    @Nullable
    InputStream open(String name) throws IOException {
        return reading(jar -> {
            ZipEntry entry = jar.getEntry(name);
            if (entry == null) {
                return null;
            }
            InputStream stream = EntryStream.of(this, jar.getInputStream(entry));
            shared.lend(stream, this);
            return stream;
        });
    }

    @Override
    @Nullable
    URLConnection connect(URL url) throws IOException {
        return url.toExternalForm().startsWith(shared.urlPrefix) ? EntryConnection.of(this, url) : null;
    }

    /**
     * A stream that says so when it broke off because the jar was closed. It does without the jar when it is closed or read to
     * its end. Confined to its reader, but for the close.
     */
    private final class EntryStream extends InputStream {

        private final InputStream in;

        /** Set at the end, unset by the close, after which reading fails as with any stream; both by any thread. */
        private volatile boolean ended;

        private EntryStream(InputStream in) {
            this.in = in;
        }

        /** Its own type is not mentioned where jars are opened, as the verifier would load it there. */
        static InputStream of(OpenJar jar, InputStream in) {
            return jar.new EntryStream(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            ensureOpen(null);
            if (ended) {
                return length == 0 ? 0 : -1;
            }
            int read;
            try {
                read = in.read(buffer, offset, length);
            } catch (IOException | RuntimeException e) {
                throw explained(e);
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

    /**
     * A connection to an entry, or to the jar itself. It reads the entry through the open jar. What else it tells of the jar comes
     * from a {@link JarFile} that the caller may close, which {@link #getUseCaches} says by being false. Not thread-safe.
     */
    private final class EntryConnection extends JarURLConnection {

        /** Set by connect, if the URL names an entry. */
        private @Nullable ZipEntry entry;

        private @Nullable JarFile jarFile;

        private EntryConnection(URL url) throws IOException {
            super(url);
            this.useCaches = false;
        }

        /** As for the stream. */
        static URLConnection of(OpenJar jar, URL url) throws IOException {
            return jar.new EntryConnection(url);
        }

        @Override
        public void connect() throws IOException {
            String name = getEntryName();
            if (!connected && name != null) {
                entry = reading(file -> file.getEntry(name));
                if (entry == null) {
                    throw new FileNotFoundException("JAR entry %s not found in %s".formatted(name, artifact.file()));
                }
            }
            connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            String name = getEntryName();
            if (name == null) {
                throw new IOException("%s names no entry; use getJarFile() to read the jar".formatted(url));
            }
            connect();
            return Objects.requireNonNull(open(name));
        }

        @Override
        public JarFile getJarFile() throws IOException {
            connect();
            if (jarFile == null) {
                jarFile = Objects.requireNonNull(reading(file -> shared.lendJar(OpenJar.this)));
            }
            return jarFile;
        }

        /** Reads the entry, as its signers are known only then. */
        @Override
        public Certificate @Nullable [] getCertificates() throws IOException {
            JarEntry found = getJarEntry();
            if (found == null) {
                return null;
            }
            try (InputStream in = getJarFile().getInputStream(found)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return found.getCertificates();
        }

        @Override
        public boolean getUseCaches() {
            return false;
        }

        @Override
        public void setUseCaches(boolean ignored) {
            // stays off
        }

        /** When the jar was last modified, in whole seconds, as with the JDK's connection. */
        @Override
        public long getLastModified() {
            return Math.floorDiv(artifact.fingerprint().modified().toMillis(), 1000L) * 1000L;
        }

        @Override
        public long getContentLengthLong() {
            try {
                connect();
                return entry == null ? Files.size(artifact.file()) : entry.getSize();
            } catch (IOException e) {
                return -1; // not known
            }
        }

        @Override
        public String getContentType() {
            String name = getEntryName();
            String guessed = name == null ? "x-java/jar" : guessContentTypeFromName(name);
            return guessed == null ? "content/unknown" : guessed;
        }
    }
}
