package dev.pluginhost.modules.scan;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * one. Its key (inode and device), and when it or its attributes changed, are null if they are not known. Immutable.
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
    static final Fingerprint DIRECTORY = new Fingerprint(Type.DIRECTORY, -1, FileTime.fromMillis(0), null, null);

    static final Fingerprint DANGLING = new Fingerprint(Type.DANGLING, -1, FileTime.fromMillis(0), null, null);

    private static final String ATTRIBUTES = "unix:ctime,size,lastModifiedTime,fileKey,isRegularFile,isDirectory";

    private static final boolean HAS_CHANGE_TIMES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** The coarsest clock of a file system in use, which is FAT's. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /**
     * What is at a path, links followed, without the change time. Fails with an {@link IOException} alone, whatever the file
     * system throws.
     */
    public static Fingerprint of(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            Type type = found.isRegularFile() ? Type.FILE : found.isDirectory() ? Type.DIRECTORY : Type.SPECIAL;
            return new Fingerprint(type, found.size(), found.lastModifiedTime(), found.fileKey(), null);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** The same with the change time, if the file system has one. The JDK takes several times as long for it. */
    public static Fingerprint withChangeTime(Path path) throws IOException {
        if (!HAS_CHANGE_TIMES || path.getFileSystem() != FileSystems.getDefault()) {
            return of(path);
        }
        try {
            Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES);
            return new Fingerprint(
                    Boolean.TRUE.equals(found.get("isRegularFile"))
                            ? Type.FILE
                            : Boolean.TRUE.equals(found.get("isDirectory")) ? Type.DIRECTORY : Type.SPECIAL,
                    (Long) Objects.requireNonNull(found.get("size")),
                    (FileTime) Objects.requireNonNull(found.get("lastModifiedTime")),
                    found.get("fileKey"),
                    (FileTime) found.get("ctime"));
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** What is at a path, also if that is a link to nowhere, or to itself; null if nothing is. */
    static @Nullable Fingerprint find(Path path, boolean changeTimes) throws IOException {
        try {
            return changeTimes ? withChangeTime(path) : of(path);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            if (isLink(path)) {
                return DANGLING;
            }
            if (e instanceof NoSuchFileException) {
                return null;
            }
            throw e;
        }
    }

    private static boolean isLink(Path path) throws IOException {
        try {
            return Files.isSymbolicLink(path);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    public boolean isFile() {
        return type == Type.FILE;
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    /** Whether all but the change time is the same, which a second name or other permissions change too. */
    public boolean isLike(@Nullable Fingerprint other) {
        return other != null && size == other.size && modified.equals(other.modified) && Objects.equals(key, other.key);
    }

    /** Whether the file was modified so long before a time that a later write has left another time. */
    public boolean isSettledAt(Instant time) {
        return modified.toInstant().isBefore(time.minus(TICK));
    }

    /** The fingerprint but its change time, in a form that can be kept in a file: what is alike has equal texts. */
    public String text() {
        return size + " " + text(modified) + " " + (key == null ? "" : key);
    }

    private static String text(FileTime time) {
        Instant instant = time.toInstant();
        return instant.getEpochSecond() + "." + instant.getNano();
    }
}
