package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.SourceWalk;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exploded module, on any file system. It holds no file open; closing it ends reading all the same. */
final class OpenDirectory extends OpenModule {

    private final ModuleArtifact artifact;
    private final Path root;
    private final String user;
    private final HandleBudget budget;
    private final @Nullable PathUrlHandler urls;
    private final URL location;

    /** Set by close, read by every reader. */
    private volatile boolean closed;

    private OpenDirectory(ModuleArtifact artifact, String user, HandleBudget budget) throws IOException {
        this.artifact = artifact;
        this.root = artifact.file();
        this.user = user;
        this.budget = budget;
        // The JDK reads files of the default file system without keeping them open, and knows no other file system.
        this.urls = root.getFileSystem() == FileSystems.getDefault() ? null : new PathUrlHandler(root);
        this.location = toUrl(root);
    }

    static OpenDirectory open(ModuleArtifact artifact, String user, HandleBudget budget) throws IOException {
        Fingerprint found = found(artifact);
        if (!artifact.fingerprint().isLike(found)) {
            throw ChangedArtifactException.sinceDiscovered(artifact, found);
        }
        if (artifact.readContents() != artifact.contents()) {
            throw ChangedArtifactException.sinceDiscovered(artifact, artifact.fingerprint());
        }
        return new OpenDirectory(artifact, user, budget);
    }

    private static @Nullable Fingerprint found(ModuleArtifact artifact) throws IOException {
        try {
            return Fingerprint.of(artifact.fingerprinted());
        } catch (NoSuchFileException e) {
            return null; // gone, which is a change too
        }
    }

    @Override
    OpenModule share() throws IOException {
        ensureOpen();
        return new OpenDirectory(artifact, user, budget);
    }

    @Override
    boolean isIntact() {
        try {
            return !closed
                    && artifact.fingerprint().isLike(found(artifact))
                    && artifact.readContents() == artifact.contents();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    URL location() {
        return location;
    }

    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        ensureOpen();
        Path file = ResourceNames.toFile(root, name);
        if (file == null) {
            return missing();
        }
        try {
            return new ClassFile(opening(file, () -> readClassFile(file, name)), null);
        } catch (NoSuchFileException e) {
            return missing();
        }
    }

    /** What a class file that is not there is; fails if the whole module has gone. */
    private @Nullable ClassFile missing() throws IOException {
        if (found(artifact) == null) {
            throw ChangedArtifactException.sinceOpened(artifact, null);
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
        ensureOpen();
        Path file = ResourceNames.toFile(root, name);
        return file == null ? null : toUrl(file);
    }

    @Override
    public Optional<URI> find(String name) throws IOException {
        ensureOpen();
        return Optional.ofNullable(ResourceNames.toFile(root, name)).map(Path::toUri);
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        ensureOpen();
        Path file = ResourceNames.toFile(root, name);
        return file == null ? Optional.empty() : Optional.of(opening(file, () -> Files.newInputStream(file)));
    }

    @Override
    public Optional<ByteBuffer> read(String name) throws IOException {
        ensureOpen();
        Path file = ResourceNames.toFile(root, name);
        return file == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(opening(file, () -> Files.readAllBytes(file))));
    }

    @Override
    public Stream<String> list() throws IOException {
        ensureOpen();
        return ForeignFiles.ask(this::names).stream();
    }

    private List<String> names() throws IOException {
        return SourceWalk.below(root).stream()
                .map(file -> ResourceNames.ofFile(root, file))
                .toList();
    }

    private <T> T opening(Path file, HandleBudget.Opening<T> opening) throws IOException {
        return ForeignFiles.ask(() -> budget.opening(file, opening));
    }

    @Override
    public void close() {
        closed = true;
    }

    private URL toUrl(Path file) throws IOException {
        URI uri = file.toUri();
        return urls == null ? uri.toURL() : urls.url(uri.toString());
    }

    private void ensureOpen() throws IOException {
        if (closed) {
            throw new IOException(user + " is closed; nothing more can be read from " + root);
        }
    }
}
