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
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exploded module, on any file system. It holds no file open; closing it ends reading. */
final class OpenDirectory extends OpenModule {

    private final ModuleArtifact artifact;
    private final Path root;
    private final String user;
    private final JarFiles files;

    /** Null on the default file system, whose files the JDK does not keep open. */
    private final @Nullable ResourceUrls urls;

    private final URL location;

    /** Set by close, read by each reader. */
    private volatile boolean closed;

    private OpenDirectory(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        this.artifact = artifact;
        this.root = artifact.file();
        this.user = user;
        this.files = files;
        this.urls = root.getFileSystem() == FileSystems.getDefault()
                ? null
                : new ResourceUrls(root.toUri().toString(), this);
        this.location = toUrl(root);
    }

    /** Opens an exploded module, if its declaration is the one that was discovered. */
    static OpenDirectory open(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        ChangedArtifactException.requireSameFile(artifact, false);
        ChangedArtifactException.requireSameContents(artifact, false, null);
        return new OpenDirectory(artifact, user, files);
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
        try (InputStream in = open(name).orElse(null)) {
            if (in != null) {
                return new ClassFile(ask(() -> ReadLimits.classFile(in, name, -1)), null);
            }
        } catch (NoSuchFileException e) {
            // it has gone since
        }
        if (ChangedArtifactException.found(artifact) == null) { // the whole module has gone
            throw ChangedArtifactException.of(artifact, null, true);
        }
        return null;
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
        return file == null
                ? Optional.empty()
                : Optional.of(ask(() -> files.opening(file, () -> Files.newInputStream(file))));
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
    URLConnection connect(URL url, String path) throws IOException {
        String name = decode(path);
        Path file = name.isEmpty() ? root : ResourceNames.toFile(root, name);
        if (file == null) {
            throw new NoSuchFileException(url.toExternalForm());
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
