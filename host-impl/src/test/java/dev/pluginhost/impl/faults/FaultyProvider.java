package dev.pluginhost.impl.faults;

import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultyFileSystem} is asked for, with the faults before it. */
final class FaultyProvider extends FileSystemProvider {

    private final FaultyFileSystem files;
    private final FileSystemProvider behind;

    FaultyProvider(FaultyFileSystem files, FileSystemProvider behind) {
        this.files = files;
        this.behind = behind;
    }

    /** The path behind, on which an operation is about to be done. */
    private Path before(Operation operation, Path path) throws IOException {
        Path file = FaultyPath.behind(path);
        files.before(operation, file);
        return file;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return behind.readAttributes(before(Operation.LOOK, path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Path file = before(Operation.LOOK, path);
        if (attributes.indexOf(':') < 0) {
            throw new UnsupportedOperationException("a name without a view, which other providers refuse, too");
        }
        return behind.readAttributes(file, attributes, options);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        behind.checkAccess(before(Operation.LOOK, path), modes);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return behind.isSameFile(before(Operation.LOOK, path), FaultyPath.behind(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return behind.isHidden(before(Operation.LOOK, path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return behind.getFileStore(before(Operation.LOOK, path));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return behind.getFileAttributeView(FaultyPath.behind(path), type, options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path directory = before(Operation.LIST, path);
        return new Listing(directory, behind.newDirectoryStream(directory, entry -> filter.accept(files.path(entry))));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        Path file = before(writes ? Operation.CHANGE : Operation.OPEN, path);
        return new FaultyChannel(files, file, behind.newByteChannel(file, options, attributes));
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        behind.createDirectory(before(Operation.CHANGE, path), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        behind.delete(before(Operation.CHANGE, path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        behind.copy(FaultyPath.behind(source), before(Operation.CHANGE, target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        behind.move(FaultyPath.behind(source), before(Operation.CHANGE, target), options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        behind.setAttribute(before(Operation.CHANGE, path), attribute, value, options);
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    /** A directory's entries, each of which is asked for. Confined to its reader. */
    private final class Listing implements DirectoryStream<Path> {

        private final Path directory;
        private final DirectoryStream<Path> entries;

        Listing(Path directory, DirectoryStream<Path> entries) {
            this.directory = directory;
            this.entries = entries;
        }

        @Override
        public Iterator<Path> iterator() {
            Iterator<Path> each = entries.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Path next() {
                    try {
                        files.before(Operation.LIST, directory);
                    } catch (IOException e) {
                        throw new DirectoryIteratorException(e);
                    }
                    return files.path(each.next());
                }
            };
        }

        @Override
        public void close() throws IOException {
            entries.close();
        }
    }
}
