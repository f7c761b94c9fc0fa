package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exploded module, on any file system. It holds no file open; closing it ends reading. Names of resources lead to files by the
 * rules of {@code jdk.internal.module.Resources}.
 */
final class OpenDirectory extends OpenModule {

    private final Path root;
    private final JarFiles files;

    /** Null on the default file system, whose files the JDK does not keep open. */
    private final @Nullable ResourceUrls urls;

    private final URL location;

    private OpenDirectory(ModuleArtifact artifact, Path root, String user, JarFiles files) throws IOException {
        super(artifact, user);
        this.root = root;
        this.files = files;
        this.urls = root.getFileSystem() == FileSystems.getDefault()
                ? null
                : new ResourceUrls(root.toUri().toString(), this);
        this.location = toUrl(root);
    }

    /** Opens an exploded module, if its declaration is the one that was discovered. */
    static OpenModule open(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        ChangedArtifactException.requireSameFile(artifact, false);
        ChangedArtifactException.requireSameContents(artifact, false, null);
        if (artifact.roots().isEmpty()) {
            return new OpenDirectory(artifact, artifact.file(), user, files);
        }
        List<OpenDirectory> directories = new ArrayList<>();
        for (Path root : artifact.roots()) {
            directories.add(new OpenDirectory(artifact, root, user, files));
        }
        return new OpenParts(artifact, user, directories);
    }

    @Override
    OpenDirectory share() throws IOException {
        ensureOpen(null);
        return new OpenDirectory(artifact, root, toString(), files);
    }

    boolean isAt(Path directory) {
        return root.equals(directory);
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
    void close() {
        closed = true;
    }

    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        try (InputStream in = open(name)) {
            if (in != null) {
                return new ClassFile(ask(() -> ReadLimits.classFile(in, name, -1)), null);
            }
        } catch (NoSuchFileException e) {
            // it has gone since
        }
        if (ChangedArtifactException.found(artifact) == null) { // the whole module has gone
            throw new ChangedArtifactException(ChangedArtifactException.message(artifact, null, true), null);
        }
        return null;
    }

    @Override
    @Nullable
    URL url(String name) throws IOException {
        Path file = file(name);
        return file == null ? null : toUrl(file);
    }

    private URL toUrl(Path file) throws IOException {
        URI uri = file.toUri();
        return urls == null ? uri.toURL() : urls.url(uri.toString());
    }

    @Override
    @Nullable
    InputStream open(String name) throws IOException {
        Path file = file(name);
        return file == null ? null : ask(() -> files.opening(file, () -> Files.newInputStream(file)));
    }

    /**
     * The file or directory of that name below the root; null if there is none, or if the name leads elsewhere.
     *
     * @throws IOException if it is neither, such as a pipe or a device: to open one may never end
     */
    private @Nullable Path file(String name) throws IOException {
        ensureOpen(null);
        boolean directory = name.endsWith("/");
        Path relative = relative(directory ? name.substring(0, name.length() - 1) : name);
        if (relative == null) {
            return null;
        }
        Path file = root.resolve(relative);
        try {
            Fingerprint found = Fingerprint.of(file);
            if (!found.isDirectory() && !found.isFile()) {
                throw new IOException(file + " is neither a file nor a directory, and is not opened");
            }
            return found.isDirectory() || !directory ? file : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Null for a name of which an element is empty, "." or "..", or is none in this file system. */
    private @Nullable Path relative(String name) {
        for (String element : name.split("/", -1)) {
            if (element.isEmpty() || element.equals(".") || element.equals("..")) {
                return null;
            }
        }
        String separator = root.getFileSystem().getSeparator();
        if (!separator.equals("/") && name.contains(separator)) {
            return null;
        }
        try {
            Path path = root.getFileSystem().getPath(name.replace("/", separator));
            return path.getRoot() == null ? path : null;
        } catch (InvalidPathException e) {
            return null;
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

    @Override
    URLConnection connect(URL url, String path) throws IOException {
        try {
            String name = new URI("file:///" + path).getPath().substring(1);
            Path file = name.isEmpty() ? root : file(name);
            if (file == null) {
                throw new NoSuchFileException(url.toExternalForm());
            }
            return new PathConnection(url, file);
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
    }
}
