package dev.pluginhost.modules.unpack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One use of an unpacked bundle, during which nobody removes it: by a graph that has its plugin, or by its open files. It is a lock of the
 * operating system, which frees it when the process ends. All bundles of a directory have one lock file there. Each of them has a range of
 * it. A use locks one byte of the range, a removal locks all of it. The JDK tells of all locks of this process, the system of those of
 * others. Thread-safe.
 */
public final class BundleUse implements Closeable {

    /** The lock file. A directory without it is not for bundles, and nothing is removed there. */
    static final String FILE = "in-use.lock";

    /** How many uses of one directory there may be at a time. */
    private static final int PLACES = 1 << 15;

    /** So many digits of a name tell the range: 48 bits, of which 47 count. */
    private static final int DIGITS = 12;

    /** A thread that removes a directory has its range locked for the moment of renaming it. */
    private static final int MOST_TRIES = 2_000;

    private static final long PAUSE_NANOS = 1_000_000;

    /**
     * The lock files, each opened once and never closed: to close any channel of a file frees all locks that the process has of it. Any
     * thread adds files to the map, and removes a file that has been deleted.
     */
    private static final Map<Path, CompletableFuture<@Nullable Opened>> OPEN = new ConcurrentHashMap<>();

    /** An open file, and what it was when it was opened; the key is null if the system has none. */
    private record Opened(FileChannel channel, @Nullable Object key) {}

    private final Path zip;
    private final Path directory;

    /** Null if files cannot be locked here, so that others cannot know of this use, or remove nothing. */
    private final @Nullable FileLock lock;

    private BundleUse(Path zip, Path directory) {
        this.zip = zip;
        this.directory = directory;
        this.lock = lock(directory);
    }

    /** A use of what a zip file is unpacked to, which need not be there yet. Look whether it is there afterwards. */
    public static BundleUse of(Path zip, Path directory) {
        return new BundleUse(zip, directory);
    }

    /** One more use of the same bundle. */
    public BundleUse share() {
        return new BundleUse(zip, directory);
    }

    public Path zip() {
        return zip;
    }

    /** May be repeated, waits for nothing and never fails. Soon afterwards, the bundle is removed if nobody uses it and it is not installed any more. */
    @Override
    public void close() {
        release(lock);
        Sweep.soon(directory.getParent());
    }

    static void release(@Nullable FileLock lock) {
        try {
            if (lock != null) {
                lock.release();
            }
        } catch (IOException e) {
            // it ends with the process
        }
    }

    /** A lock for a use of a directory; null if it cannot be had. */
    static @Nullable FileLock lock(Path directory) {
        boolean interrupted = Thread.interrupted(); // by which a pause would be none
        try {
            return shared(directory);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static @Nullable FileLock shared(Path directory) {
        for (int i = 0; i < MOST_TRIES; i++) {
            FileChannel channel = open(directory.resolveSibling(FILE));
            if (channel == null) {
                break;
            }
            try {
                int place = ThreadLocalRandom.current().nextInt(PLACES);
                FileLock lock = channel.tryLock(range(directory) + place, 1, true);
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // the place is taken, or it is being removed
            } catch (IOException | RuntimeException e) {
                break;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return null;
    }

    /** A lock for the removal of a directory; null if anybody uses it, or that is not known. */
    static @Nullable FileLock forRemoval(Path directory) {
        FileChannel channel = open(directory.resolveSibling(FILE));
        try {
            return channel == null ? null : channel.tryLock(range(directory), PLACES, false);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** The beginning of the range of a directory; that of another one only by chance, by which more stays than need be. */
    private static long range(Path directory) {
        String name = directory.getFileName().toString();
        String digits = name.substring(name.indexOf('-') + 1);
        return (Long.parseLong(digits.substring(0, DIGITS), 16) >>> 1) * PLACES;
    }

    /** The open lock file, which is made if it can be; null if there is none. */
    private static @Nullable FileChannel open(Path file) {
        CompletableFuture<@Nullable Opened> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<@Nullable Opened> other = OPEN.putIfAbsent(file, mine);
            if (other == null) {
                Opened opened = openNow(file);
                if (opened == null) {
                    OPEN.remove(file, mine);
                }
                mine.complete(opened);
                return opened == null ? null : opened.channel;
            }
            Opened opened = other.join();
            if (opened == null) {
                return null;
            }
            if (Objects.equals(opened.key, key(file))) {
                return opened.channel;
            }
            OPEN.remove(file, other); // it was deleted, and may be there anew
        }
    }

    private static @Nullable Opened openNow(Path file) {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException e) {
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ); // it can be shared where nobody writes
            } catch (IOException | RuntimeException again) {
                return null;
            }
        }
        return new Opened(channel, key(file));
    }

    private static @Nullable Object key(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
