package dev.pluginhost.impl.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A file system in front of another one: before each thing that it is asked for, something may happen to the files, or a
 * failure be thrown instead. Its paths read like those behind it. Safe for use by any thread.
 */
public final class FaultyFileSystem extends FileSystem {

    /** What a file system is asked for. */
    public enum Operation {
        /** For attributes, or whether something is there or may be read. */
        LOOK,
        /** For a directory's entries. */
        LIST,
        /** To open a file to be read. */
        OPEN,
        /** For bytes. */
        READ,
        /** To make, move or delete something, or to open it to be written. */
        CHANGE,
        /** To take bytes. */
        WRITE
    }

    /** What happens before an operation. */
    public interface Fault {

        /** Does nothing, does something to the file, which is behind this file system, or throws. */
        void before(Operation operation, Path file) throws IOException;
    }

    private final FileSystem behind;
    private final FaultyProvider provider;

    /** Set by the test, read by every thread that uses the file system. */
    private volatile Fault fault = (operation, file) -> {};

    public FaultyFileSystem(FileSystem behind) {
        this.behind = behind;
        this.provider = new FaultyProvider(this, behind.provider());
    }

    /** From now on. */
    public void befall(Fault next) {
        fault = next;
    }

    public void heal() {
        fault = (operation, file) -> {};
    }

    /** The same path, by way of this file system. */
    public Path path(Path file) {
        return FaultyPath.of(this, file);
    }

    void before(Operation operation, Path file) throws IOException {
        fault.before(operation, file);
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(behind.getPath(first, more));
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return StreamSupport.stream(behind.getRootDirectories().spliterator(), false)
                .map(this::path)
                .toList();
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = behind.getPathMatcher(pattern);
        return path -> matcher.matches(FaultyPath.behind(path));
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
        return behind.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return behind.isReadOnly();
    }

    @Override
    public String getSeparator() {
        return behind.getSeparator();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return behind.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return behind.supportedFileAttributeViews();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return behind.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
