package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.index.TimedAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By what a file is known again: it is another one, or was written to, if any of this differs. Immutable.
 *
 * @param size its size in bytes
 * @param modified when it was last modified, which tools that copy files set back
 * @param key what the file system knows it by (inode and device), where it has such a key
 * @param changed when it, or what the file system notes of it, last changed, where there is such a time
 */
public record Fingerprint(
        long size,
        FileTime modified,
        @Nullable Object key,
        @Nullable FileTime changed) {

    /** A fingerprint without a change time. */
    public Fingerprint(long size, FileTime modified, @Nullable Object key) {
        this(size, modified, key, null);
    }

    /** Reads the fingerprint of a file, links followed. */
    public static Fingerprint of(Path file) throws IOException {
        return of(Entries.attributes(file));
    }

    /** The fingerprint of a file whose attributes have been read. */
    public static Fingerprint of(BasicFileAttributes attributes) {
        return new Fingerprint(
                attributes.size(),
                attributes.lastModifiedTime(),
                attributes.fileKey(),
                TimedAttributes.changed(attributes));
    }

    /**
     * Whether all but the change time is the same. That time differs as well where a file was given a second name or other
     * permissions; then its {@linkplain Contents contents} decide.
     */
    public boolean isLike(@Nullable Fingerprint other) {
        return other != null && size == other.size && modified.equals(other.modified) && Objects.equals(key, other.key);
    }

    // Written out, as each jar that is opened is asked this: what a record has by itself is linked at run time.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint fingerprint
                && isLike(fingerprint)
                && Objects.equals(changed, fingerprint.changed);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) + 31 * (modified.hashCode() + 31 * Objects.hashCode(key));
    }
}
