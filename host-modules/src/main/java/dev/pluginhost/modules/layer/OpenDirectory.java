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
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exploded module, on any file system. It holds no file open; closing it ends reading. Names of resources lead to files by the
 * rules of {@code jdk.internal.module.Resources}. It may be made of several directories: of two files of one name, that of the first
 * directory counts.
 */
final class OpenDirectory extends OpenModule {

    private final List<Path> roots;
    private final JarFiles files;
    private final ResourceUrls urls = new ResourceUrls(false, this);
    private final URL location;

    private OpenDirectory(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        super(artifact, user);
        this.roots = artifact.roots().isEmpty() ? List.of(artifact.file()) : artifact.roots();
        this.files = files;
        this.location = toUrl(roots.contains(artifact.file()) ? artifact.file() : roots.get(0));
    }

    /** Opens an exploded module, if its declaration is the one that was discovered. */
    static OpenModule open(ModuleArtifact artifact, String user, JarFiles files) throws IOException {
        ChangedArtifactException.requireSameFile(artifact, false);
        ChangedArtifactException.requireSameContents(artifact, false, null);
        return new OpenDirectory(artifact, user, files);
    }

    @Override
    OpenDirectory share() throws IOException {
        ensureOpen(null);
        return new OpenDirectory(artifact, toString(), files);
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
    boolean hasFile(String name) throws IOException {
        Path file = file(name);
        return file != null && !Files.isDirectory(file);
    }

    @Override
    @Nullable
    URL url(String name) throws IOException {
        Path file = file(name);
        return file == null ? null : toUrl(file);
    }

    /** On the default file system the JDK's own, as it keeps no file open there. */
    private URL toUrl(Path file) throws IOException {
        URI uri = file.toUri();
        return file.getFileSystem() == FileSystems.getDefault() ? uri.toURL() : urls.url(uri.toString());
    }

    @Override
    @Nullable
    InputStream open(String name) throws IOException {
        Path file = file(name);
        return file == null ? null : ask(() -> files.opening(file, () -> Files.newInputStream(file)));
    }

    private @Nullable Path file(String name) throws IOException {
        ensureOpen(null);
        for (Path root : roots) {
            Path file = file(root, name);
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    /**
     * The file or directory of that name below a root; null if there is none, or if the name leads elsewhere.
     *
     * @throws IOException if it is neither, such as a pipe or a device: to open one may never end
     */
    private static @Nullable Path file(Path root, String name) throws IOException {
        boolean directory = name.endsWith("/");
        Path relative = relative(root.getFileSystem(), directory ? name.substring(0, name.length() - 1) : name);
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
    private static @Nullable Path relative(FileSystem system, String name) {
        for (String element : name.split("/", -1)) {
            if (element.isEmpty() || element.equals(".") || element.equals("..")) {
                return null;
            }
        }
        String separator = system.getSeparator();
        if (!separator.equals("/") && name.contains(separator)) {
            return null;
        }
        try {
            Path path = system.getPath(name.replace("/", separator));
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
    @Nullable
    URLConnection connect(URL url) throws IOException {
        String text = url.toExternalForm();
        String name = null;
        for (Path root : roots) {
            String prefix = toUrl(root).toExternalForm();
            prefix = prefix.endsWith("/") ? prefix : prefix + "/"; // which the zip file system leaves out
            if (text.startsWith(prefix)) {
                ensureOpen(null);
                name = decoded(text.substring(prefix.length()));
                Path file = name.isEmpty() ? root : file(root, name);
                if (file != null) {
                    return new PathConnection(url, file);
                }
            }
        }
        if (name != null) {
            throw new NoSuchFileException(text);
        }
        return null;
    }

    private static String decoded(String path) throws IOException {
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
    }
}
