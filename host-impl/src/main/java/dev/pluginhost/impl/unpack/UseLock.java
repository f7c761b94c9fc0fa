package dev.pluginhost.impl.unpack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a directory is in use: a file beside it, of a name of its own, that this process has locked. The operating system frees it when
 * the process ends. Without files that can be locked, as in a directory that cannot be written to, there is none, and nobody removes anything.
 * Thread-safe.
 */
final class UseLock {

    private static final String EXTENSION = ".lock";

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{40}|(new|gone)-[0-9a-f]{16})-[0-9a-f]{16}[.]lock");

    private static final int MOST_TRIES = 8;

    /**
     * The open lock files of this process, also those of another copy of this class, once they were met: to close any channel of a file
     * frees all locks that the process has of it. Added to and removed from by any thread.
     */
    private static final Map<Path, FileChannel> OPEN = new ConcurrentHashMap<>();

    private final @Nullable Path file;

    private UseLock(@Nullable Path file) {
        this.file = file;
    }

    /** A lock for a directory, which need not be there yet. */
    static UseLock of(Path directory) {
        for (int i = 0; i < MOST_TRIES; i++) {
            UseLock made = new UseLock(null);
            Path file = directory.resolveSibling(directory.getFileName() + "-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + EXTENSION);
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OPEN.put(file, channel);
                made = new UseLock(file);
                FileLock lock = channel.tryLock();
                if (lock != null && Files.exists(file)) { // else another process has removed it before it was locked
                    return made;
                }
                made.release();
            } catch (IOException | RuntimeException e) {
                return made; // others cannot remove anything here, or cannot know that it is not locked
            }
        }
        return new UseLock(null);
    }

    void release() {
        if (file != null) {
            delete(file); // first: when it is free, others may remove it
            close(file);
        }
    }

    private static void close(Path file) {
        FileChannel channel = OPEN.remove(file);
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // the process has one more open file
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // on some systems not while it is open: the next sweep does it
        }
    }

    static boolean isLock(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /** The name of the directory that a lock file is for. */
    static String directory(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, Math.max(0, name.lastIndexOf('-')));
    }

    /** Whether a lock file is locked by anybody; if not, removes it. */
    static boolean isLive(Path file) {
        if (OPEN.containsKey(file)) {
            return true;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            return true; // that is not known
        }
        OPEN.put(file, channel);
        boolean live = true;
        try {
            live = channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true; // another copy of this class has it, and would lose it by a close
        } catch (IOException | RuntimeException e) {
            live = true;
        }
        if (!live) {
            delete(file);
        }
        close(file);
        return live;
    }

    /** Closes what another copy of this class had locked and has removed since. */
    static void forgetRemoved() {
        for (Path file : OPEN.keySet()) {
            if (Files.notExists(file)) {
                close(file);
            }
        }
    }
}
