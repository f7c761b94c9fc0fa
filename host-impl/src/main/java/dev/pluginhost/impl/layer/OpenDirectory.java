package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.SourceWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exploded module, on any file system. It holds no file open; closing it ends reading all the same. */
final class OpenDirectory extends OpenModule {

    private final ModuleArtifact artifact;
    private final Path root;
    private final String user;
    private final JarFiles files;

    /** How URLs begin that are read through this object; null on the default file system, whose files the JDK does not keep open. */
    private final @Nullable String urlPrefix;

    private final @Nullable ResourceUrls urls;
    private final URL location;

    /** Set by close, read by each reader. */
    private volatile boolean closed;

    private OpenDirectory(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        this.artifact = artifact;
        this.root = artifact.file();
        this.user = user;
        this.files = files;
        this.urlPrefix = root.getFileSystem() == FileSystems.getDefault() ? null : urlPrefix(root);
        this.urls = urlPrefix == null ? null : new ResourceUrls(urlPrefix, this);
        this.location = toUrl(root);
    }

    /**
     * Opens an exploded module.
     *
     * @param user who reads it, for messages: "plugin acme.weather"
     * @throws ChangedArtifactException if its declaration is not the one that was discovered
     */
    static OpenDirectory open(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        ChangedArtifactException.requireSameFile(artifact, false);
        ChangedArtifactException.requireSameContents(artifact, false);
        return new OpenDirectory(artifact, user, files);
    }

    /** A URL leaves an empty authority out, which a URI writes; the zip file system leaves the last '/' out. */
    private static String urlPrefix(Path root) {
        URI uri = root.toUri();
        String text = uri.toString();
        if (text.startsWith(uri.getScheme() + ":///")) {
            text = text.replaceFirst("//", "");
        }
        return text.endsWith("/") ? text : text + "/";
    }

    @Override
    OpenModule share() throws IOException {
        ensureOpen();
        return new OpenDirectory(artifact, user, files);
    }

    @Override
    boolean isIntact() {
        return !closed && ChangedArtifactException.isUnchanged(artifact);
    }

    @Override
    URL location() {
        return location;
    }

    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        Path file = file(name);
        if (file != null) {
            try {
                return new ClassFile(opening(file, () -> readClassFile(file, name)), null);
            } catch (NoSuchFileException e) {
                // it has gone since
            }
        }
        if (ChangedArtifactException.found(artifact) == null) { // the whole module has gone
            throw ChangedArtifactException.of(artifact, null, true);
        }
        return null;
    }

    private static byte[] readClassFile(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ReadLimits.classFile(in, name);
        }
    }

    @Override
    @Nullable
    URL url(String name) throws IOException {
        Path file = file(name);
        return file == null ? null : toUrl(file);
    }

    @Override
    public Optional<URI> find(String name) throws IOException {
        return Optional.ofNullable(file(name)).map(Path::toUri);
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        Path file = file(name);
        return file == null ? Optional.empty() : Optional.of(opening(file, () -> Files.newInputStream(file)));
    }

    @Override
    public Optional<ByteBuffer> read(String name) throws IOException {
        Path file = file(name);
        return file == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(opening(file, () -> Files.readAllBytes(file))));
    }

    @Override
    public Stream<String> list() throws IOException {
        ensureOpen();
        return ask(this::names).stream();
    }

    private List<String> names() throws IOException {
        return SourceWalk.below(root).stream()
                .map(file -> ResourceNames.ofFile(root, file))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
    }

    private @Nullable Path file(String name) throws IOException {
        ensureOpen();
        return ResourceNames.toFile(root, name);
    }

    private void ensureOpen() throws IOException {
        if (closed) {
            throw new IOException(user + " is closed; nothing more can be read from " + root);
        }
    }

    private <T> T opening(Path file, JarFiles.Opening<T> opening) throws IOException {
        return ask(() -> files.opening(file, opening));
    }

    /** Asks a file system. One that is not the JDK's may throw anything, and one that was closed does. */
    private static <T> T ask(JarFiles.Opening<T> question) throws IOException {
        try {
            return question.open();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    private URL toUrl(Path file) throws IOException {
        URI uri = file.toUri();
        return urls == null ? uri.toURL() : urls.url(uri.toString());
    }

    @Override
    URLConnection connect(URL url) throws IOException {
        String text = url.toExternalForm();
        String name = decode(text.substring(Objects.requireNonNull(urlPrefix).length()));
        Path file = name.isEmpty() ? root : ResourceNames.toFile(root, name);
        if (file == null) {
            throw new NoSuchFileException(text);
        }
        return new PathConnection(url, file);
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
            return ask(() -> Files.newInputStream(file));
        }

        @Override
        public long getContentLengthLong() {
            try {
                return ask(() -> Files.size(file));
            } catch (IOException e) {
                return -1;
            }
        }

        @Override
        public long getLastModified() {
            try {
                return ask(() -> Files.getLastModifiedTime(file).toMillis());
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
