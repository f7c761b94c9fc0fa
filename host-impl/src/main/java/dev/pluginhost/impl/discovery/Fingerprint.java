package dev.pluginhost.impl.discovery;

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
 * @param modified when it was last modified
 * @param key what the file system knows it by (inode and device), where it has such a key
 */
public record Fingerprint(
        long size, FileTime modified, @Nullable Object key) {

    /** Reads the fingerprint of a file, links followed. */
    public static Fingerprint of(Path file) throws IOException {
        return of(Entries.attributes(file));
    }

    // Written out, as each jar that is opened is asked this: what a record has by itself is linked at run time.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint fingerprint
                && size == fingerprint.size
                && modified.equals(fingerprint.modified)
                && Objects.equals(key, fingerprint.key);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) + 31 * (modified.hashCode() + 31 * Objects.hashCode(key));
    }

    /** The fingerprint of a file whose attributes have been read. */
    public static Fingerprint of(BasicFileAttributes attributes) {
        return new Fingerprint(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
}
