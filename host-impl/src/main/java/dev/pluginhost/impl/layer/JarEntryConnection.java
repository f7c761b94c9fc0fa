package dev.pluginhost.impl.layer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.text.SimpleDateFormat;
import java.util.Locale;
import java.util.TimeZone;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an entry of a jar, or to the jar itself, that reads through the handle that is open anyway.
 *
 * <p>{@link #getUseCaches} is always {@code false}, whatever is set: that tells callers of {@link #getJarFile} to close what
 * they get. Only that method opens the jar another time. Not thread-safe, as no {@link java.net.URLConnection} is.
 */
final class JarEntryConnection extends JarURLConnection {

    private final JarHandle handle;
    private final FileTime modified;

    /** Set by connect, if the URL names an entry; for its size, as the jar that it is of may be closed while idle. */
    private @Nullable JarEntry entry;

    /** Set when it is first asked for. */
    private @Nullable JarFile jarFile;

    JarEntryConnection(URL url, JarHandle handle, FileTime modified) throws IOException {
        super(url);
        this.handle = handle;
        this.modified = modified;
        this.useCaches = false;
    }

    @Override
    public void connect() throws IOException {
        if (connected) {
            return;
        }
        String name = getEntryName();
        if (name != null) {
            entry = handle.entry(name);
            if (entry == null) {
                throw missing(name);
            }
        }
        connected = true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        String name = getEntryName();
        if (name == null) {
            throw new IOException("%s names no entry that could be read; getJarFile() gives the jar".formatted(url));
        }
        connect();
        InputStream in = handle.open(name);
        if (in == null) {
            throw missing(name);
        }
        return in;
    }

    @Override
    public JarFile getJarFile() throws IOException {
        connect();
        if (jarFile == null) {
            jarFile = handle.lend();
        }
        return jarFile;
    }

    @Override
    public @Nullable JarEntry getJarEntry() throws IOException {
        connect();
        return entry == null ? null : handle.lendEntry(entry.getName());
    }

    /** Also before the stream is read, and after the jar that the stream was read from has been closed while idle. */
    @Override
    public Certificate @Nullable [] getCertificates() throws IOException {
        connect();
        return entry == null ? null : handle.certificates(entry.getName());
    }

    @Override
    public @Nullable Manifest getManifest() throws IOException {
        connect();
        return handle.manifest();
    }

    @Override
    public Object getContent() throws IOException {
        connect();
        return entry == null ? getJarFile() : super.getContent();
    }

    @Override
    public boolean getUseCaches() {
        return false;
    }

    @Override
    public void setUseCaches(boolean ignored) {
        // stays off
    }

    @Override
    public @Nullable String getHeaderField(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length" -> Long.toString(length());
            case "content-type" -> contentType();
            case "last-modified" -> lastModified();
            default -> null;
        };
    }

    /** When the jar was last modified, in whole seconds, as with the JDK's connection. */
    @Override
    public long getLastModified() {
        return Math.floorDiv(modified.toMillis(), 1000L) * 1000L;
    }

    /** As the JDK writes it, with two digits for the day; nothing for a time that is not known. */
    private @Nullable String lastModified() {
        if (getLastModified() == 0) {
            return null;
        }
        SimpleDateFormat format = new SimpleDateFormat("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
        format.setTimeZone(TimeZone.getTimeZone("GMT"));
        return format.format(getLastModified());
    }

    private FileNotFoundException missing(String name) {
        return new FileNotFoundException("JAR entry %s not found in %s".formatted(name, handle.path()));
    }

    private long length() {
        try {
            connect();
            return entry == null ? Files.size(handle.path()) : entry.getSize();
        } catch (IOException e) {
            // URLConnection.getContentLengthLong: -1 if the length is not known
            return -1;
        }
    }

    private String contentType() {
        String name = getEntryName();
        String guessed = name == null ? "x-java/jar" : guessContentTypeFromName(name);
        return guessed == null ? "content/unknown" : guessed;
    }
}
