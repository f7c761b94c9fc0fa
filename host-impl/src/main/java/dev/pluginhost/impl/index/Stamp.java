package dev.pluginhost.impl.index;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/**
 * A fingerprint that can be written down. Immutable.
 *
 * @param size the file's size in bytes
 * @param modified when it was last modified, as exactly as the file system tells
 * @param key what the file system knows it by, in words; empty where it has no such key
 */
record Stamp(long size, Instant modified, String key) {

    /** The coarsest clock of a file system in use, which is FAT's. */
    private static final Duration TICK = Duration.ofSeconds(2);

    static Stamp of(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return new Stamp(
                attributes.size(), attributes.lastModifiedTime().toInstant(), key == null ? "" : key.toString());
    }

    /**
     * Whether the file cannot be written to from then on without this stamp telling. Within one tick of the file system's clock
     * it could: written, read, and written again in the same size, it would have the time of the first writing.
     */
    boolean isSettledAt(Instant then) {
        return modified.isBefore(then.minus(TICK));
    }
}
