package dev.pluginhost.impl.layer;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens URLs of an exploded module that is on another file system than the default one: the JDK has no handler for such a
 * file system unless the application registered one, or, as for a zip file, one that keeps files open. Immutable, hence thread-safe.
 */
final class PathUrlHandler extends URLStreamHandler {

    private final Path root;
    private final String prefix;

    PathUrlHandler(Path root) throws MalformedURLException {
        this.root = root;
        // In the words of a URL, which leaves an authority out that is empty.
        String uri = url(root.toUri().toString()).toExternalForm();
        // The zip file system leaves the '/' out.
        this.prefix = uri.endsWith("/") ? uri : uri + "/";
    }

    URL url(String spec) throws MalformedURLException {
        return new URL(null, spec, this);
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        Path file = file(url);
        return file == null ? new URL(url.toExternalForm()).openConnection() : new PathConnection(url, file);
    }

    /** Host names of such URLs are names of file systems, and must not be looked up. */
    @Override
    protected boolean hostsEqual(URL one, URL other) {
        return one.getHost().equalsIgnoreCase(other.getHost());
    }

    @Override
    protected boolean equals(URL one, URL other) {
        return one.toExternalForm().equals(other.toExternalForm());
    }

    @Override
    protected int hashCode(URL url) {
        return url.toExternalForm().hashCode();
    }

    /** The file that a URL names; {@code null} if it is not below the root. */
    private @Nullable Path file(URL url) throws IOException {
        String text = url.toExternalForm();
        if (!text.startsWith(prefix)) {
            return null;
        }
        String name = decode(text.substring(prefix.length()));
        Path file = name.isEmpty() ? root : ResourceNames.toFile(root, name);
        if (file == null) {
            throw new NoSuchFileException(text);
        }
        return file;
    }

    private static String decode(String path) throws IOException {
        try {
            return new URI("file:///" + path).getPath().substring(1);
        } catch (URISyntaxException e) {
            throw new IOException("%s is not a path of a URL: %s".formatted(path, e.getReason()), e);
        }
    }

    /** A connection to one file. Not thread-safe, as no {@link URLConnection} is. */
    private static final class PathConnection extends URLConnection {

        private final Path file;

        PathConnection(URL url, Path file) {
            super(url);
            this.file = file;
        }

        @Override
        public void connect() {
            connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return ForeignFiles.ask(() -> Files.newInputStream(file));
        }

        @Override
        public long getContentLengthLong() {
            try {
                return ForeignFiles.ask(() -> Files.size(file));
            } catch (IOException e) {
                return -1;
            }
        }

        @Override
        public long getLastModified() {
            try {
                return ForeignFiles.ask(() -> Files.getLastModifiedTime(file).toMillis());
            } catch (IOException e) {
                return 0;
            }
        }

        @Override
        public String getContentType() {
            String guessed = guessContentTypeFromName(url.getPath());
            return guessed == null ? "content/unknown" : guessed;
        }
    }
}
