package dev.pluginhost.impl.scan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file, read in one step. If any of it differs, the file was written to or is another
 * one. Immutable.
 *
 * @param size its size in bytes
 * @param modified when it was last modified; tools that copy files set this time back
 * @param key what the file system knows it by (inode and device), if it has such keys
 * @param changed when the file or its attributes last changed, if the file system has such a time
 */
public record Fingerprint(
        Type type,
        long size,
        FileTime modified,
        @Nullable Object key,
        @Nullable FileTime changed) {

    /** What is at a path. */
    public enum Type {
        FILE,
        DIRECTORY,
        /** A device or a pipe, for example: opening it may never end. */
        SPECIAL,
        /** A link that leads nowhere. */
        DANGLING
    }

    /** The fingerprint of every directory in a list of files: its own time says nothing about what is in it. */
    static final Fingerprint DIRECTORY = mark(Type.DIRECTORY);

    static final Fingerprint DANGLING = mark(Type.DANGLING);

    private static final String UNIX_ATTRIBUTES = "unix:size,lastModifiedTime,ctime,fileKey,isRegularFile,isDirectory";

    private static final boolean HAS_CHANGE_TIMES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** The coarsest clock of a file system in use, which is FAT's. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /** The fingerprint of a regular file without a change time. */
    public Fingerprint(long size, FileTime modified, @Nullable Object key) {
        this(Type.FILE, size, modified, key, null);
    }

    private static Fingerprint mark(Type type) {
        return new Fingerprint(type, -1, FileTime.fromMillis(0), null, null);
    }

    /**
     * Reads the fingerprint of what is at a path, links followed.
     *
     * @throws java.nio.file.NoSuchFileException if nothing is there
     * @throws IOException if the attributes cannot be read, also where the file system throws something else
     */
    public static Fingerprint of(Path path) throws IOException {
        try {
            return HAS_CHANGE_TIMES && path.getFileSystem() == FileSystems.getDefault()
                    ? of(Files.readAttributes(path, UNIX_ATTRIBUTES))
                    : of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    private static Fingerprint of(Map<String, Object> unix) {
        return new Fingerprint(
                type(Boolean.TRUE.equals(unix.get("isRegularFile")), Boolean.TRUE.equals(unix.get("isDirectory"))),
                (Long) Objects.requireNonNull(unix.get("size")),
                (FileTime) Objects.requireNonNull(unix.get("lastModifiedTime")),
                unix.get("fileKey"),
                (FileTime) unix.get("ctime"));
    }

    /** The fingerprint of a file whose attributes have been read. */
    private static Fingerprint of(BasicFileAttributes attributes) {
        return new Fingerprint(
                type(attributes.isRegularFile(), attributes.isDirectory()),
                attributes.size(),
                attributes.lastModifiedTime(),
                attributes.fileKey(),
                null);
    }

    private static Type type(boolean file, boolean directory) {
        return file ? Type.FILE : directory ? Type.DIRECTORY : Type.SPECIAL;
    }

    public boolean isFile() {
        return type == Type.FILE;
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    /**
     * Whether all but the change time is the same. A second name or other permissions change that time too; then the
     * {@link Contents} decide.
     */
    public boolean isLike(@Nullable Fingerprint other) {
        return other != null && size == other.size && modified.equals(other.modified) && Objects.equals(key, other.key);
    }

    /**
     * Whether a file with this fingerprint was last modified long enough before a time: a later write cannot have left
     * the same time of modification.
     */
    public boolean isSettledAt(Instant time) {
        return modified.toInstant().isBefore(time.minus(TICK));
    }

    /** The fingerprint in a form that can be kept in a file: equal fingerprints have equal texts. */
    public String text() {
        return size + " " + text(modified) + " " + (changed == null ? "" : text(changed)) + " "
                + (key == null ? "" : key);
    }

    private static String text(FileTime time) {
        Instant instant = time.toInstant();
        return instant.getEpochSecond() + "." + instant.getNano();
    }

    // Written out because a record's own are linked at run time, on the way to the first import.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint fingerprint
                && type == fingerprint.type
                && isLike(fingerprint)
                && Objects.equals(changed, fingerprint.changed);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) + 31 * (modified.hashCode() + 31 * Objects.hashCode(key));
    }
}
