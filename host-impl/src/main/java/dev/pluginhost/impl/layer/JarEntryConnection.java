package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.text.SimpleDateFormat;
import java.util.Locale;
import java.util.TimeZone;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an entry of a jar, or to the jar itself, that reads through the open jar. {@link #getUseCaches} is always
 * false, which tells callers of {@link #getJarFile} to close what they get. Not thread-safe.
 */
final class JarEntryConnection extends JarURLConnection {

    private final OpenJar jar;
    private final ModuleArtifact artifact;

    /** Set by connect, if the URL names an entry. */
    private @Nullable JarEntry entry;

    private @Nullable JarFile jarFile;

    JarEntryConnection(URL url, OpenJar jar, ModuleArtifact artifact) throws IOException {
        super(url);
        this.jar = jar;
        this.artifact = artifact;
        this.useCaches = false;
    }

    @Override
    public void connect() throws IOException {
        if (connected) {
            return;
        }
        String name = getEntryName();
        if (name != null) {
            entry = jar.reading(file -> file.getJarEntry(name));
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
            throw new IOException("%s names no entry; use getJarFile() to read the jar".formatted(url));
        }
        connect();
        return jar.open(name).orElseThrow(() -> missing(name));
    }

    @Override
    public JarFile getJarFile() throws IOException {
        connect();
        if (jarFile == null) {
            jarFile = jar.lendJar();
        }
        return jarFile;
    }

    @Override
    public @Nullable JarEntry getJarEntry() throws IOException {
        connect();
        return entry == null ? null : jar.lendEntry(entry.getName());
    }

    /** Reads the entry, as its signers are known only then. */
    @Override
    public Certificate @Nullable [] getCertificates() throws IOException {
        connect();
        String name = getEntryName();
        return name == null ? null : jar.reading(file -> certificates(file, name));
    }

    private static Certificate @Nullable [] certificates(JarFile file, String name) throws IOException {
        JarEntry found = file.getJarEntry(name);
        if (found == null) {
            return null;
        }
        try (InputStream in = file.getInputStream(found)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return found.getCertificates();
    }

    @Override
    public @Nullable Manifest getManifest() throws IOException {
        connect();
        return jar.reading(JarFile::getManifest);
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
        return Math.floorDiv(artifact.fingerprint().modified().toMillis(), 1000L) * 1000L;
    }

    /** As the JDK writes it, with two digits for the day; nothing if the time is not known. */
    private @Nullable String lastModified() {
        if (getLastModified() == 0) {
            return null;
        }
        SimpleDateFormat format = new SimpleDateFormat("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
        format.setTimeZone(TimeZone.getTimeZone("GMT"));
        return format.format(getLastModified());
    }

    private FileNotFoundException missing(String name) {
        return new FileNotFoundException("JAR entry %s not found in %s".formatted(name, artifact.file()));
    }

    private long length() {
        try {
            connect();
            return entry == null ? Files.size(artifact.file()) : entry.getSize();
        } catch (IOException e) {
            return -1; // not known
        }
    }

    private String contentType() {
        String name = getEntryName();
        String guessed = name == null ? "x-java/jar" : guessContentTypeFromName(name);
        return guessed == null ? "content/unknown" : guessed;
    }
}
