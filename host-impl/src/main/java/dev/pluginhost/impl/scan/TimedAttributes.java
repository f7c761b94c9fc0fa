package dev.pluginhost.impl.scan;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file with its change time, which no copying tool sets back, where the file system has one. All of them are
 * read in one step. Immutable.
 */
public final class TimedAttributes implements BasicFileAttributes {

    /** What to ask a file system that has the view "unix". */
    public static final String NAMES =
            "unix:size,lastModifiedTime,ctime,fileKey,isRegularFile,isDirectory,isSymbolicLink";

    private final long size;
    private final FileTime modified;
    private final FileTime changed;
    private final @Nullable Object key;
    private final boolean regular;
    private final boolean directory;
    private final boolean link;

    /** Takes what a file system has answered to {@link #NAMES}. */
    public TimedAttributes(Map<String, Object> values) {
        this.size = (Long) known(values, "size");
        this.modified = (FileTime) known(values, "lastModifiedTime");
        this.changed = (FileTime) known(values, "ctime");
        this.key = values.get("fileKey");
        this.regular = (Boolean) known(values, "isRegularFile");
        this.directory = (Boolean) known(values, "isDirectory");
        this.link = (Boolean) known(values, "isSymbolicLink");
    }

    private static Object known(Map<String, Object> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** The change time of a file, if it was read with its other attributes. */
    public static @Nullable FileTime changed(BasicFileAttributes attributes) {
        return attributes instanceof TimedAttributes timed ? timed.changed : null;
    }

    @Override
    public FileTime lastModifiedTime() {
        return modified;
    }

    /** The time of the last modification, as {@link BasicFileAttributes} has it where nothing else is known. */
    @Override
    public FileTime lastAccessTime() {
        return modified;
    }

    /** Likewise. */
    @Override
    public FileTime creationTime() {
        return modified;
    }

    @Override
    public boolean isRegularFile() {
        return regular;
    }

    @Override
    public boolean isDirectory() {
        return directory;
    }

    @Override
    public boolean isSymbolicLink() {
        return link;
    }

    @Override
    public boolean isOther() {
        return !regular && !directory && !link;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public @Nullable Object fileKey() {
        return key;
    }
}
