package dev.pluginhost.impl.index;

import dev.pluginhost.impl.scan.TimedAttributes;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fingerprint that can be written down. Immutable.
 *
 * @param size the file's size in bytes
 * @param modified when it was last modified, as exactly as the file system tells
 * @param key what the file system knows it by, in words; empty where it has no such key
 * @param changed when the file, or what the file system notes of it, last changed; the epoch where there is no such time
 */
record Stamp(long size, Instant modified, String key, Instant changed) {

    /** The coarsest clock of a file system in use, which is FAT's. */
    private static final Duration TICK = Duration.ofSeconds(2);

    static Stamp of(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        FileTime changed = TimedAttributes.changed(attributes);
        return new Stamp(
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                key == null ? "" : key.toString(),
                changed == null ? Instant.EPOCH : changed.toInstant());
    }

    // Written out, as each artifact is asked this when a host starts: what a record has by itself is linked at run
    // time.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stamp stamp
                && size == stamp.size
                && modified.equals(stamp.modified)
                && key.equals(stamp.key)
                && changed.equals(stamp.changed);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) + 31 * (modified.hashCode() + 31 * key.hashCode());
    }

    /**
     * Whether the file cannot be written to from then on without this stamp telling. Within one tick of the file system's clock
     * it could: written, read, and written again in the same size, it would have the time of the first writing.
     */
    boolean isSettledAt(Instant then) {
        return modified.isBefore(then.minus(TICK));
    }
}
