package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.scan.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open jars of a host. When there are more than the budget allows, idle ones are closed, the least recently read first. A
 * jar that is being read stays open, so the budget may be exceeded; a jar whose file was replaced stays open and does not count.
 *
 * <p>Thread-safe. Its lock guards the state of all its jars; no file is opened, looked at or closed while it is held.
 */
public final class JarFiles implements OpenFiles {

    /** A budget that follows the process's limit of open files. */
    public static final int BY_LIMIT = 0;

    /** With no more than these open, the limit is not read. */
    private static final int WITHOUT_LIMIT = 16;

    private static final int UNKNOWN_LIMIT = 128;
    private static final int MOST = 4096;

    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    final Object lock = new Object();

    private final Consumer<String> log;

    /** The jars that count: open, or being opened. Guarded by the lock, as is what follows. */
    private final Set<SharedJar> open = new HashSet<>();

    private int most;
    private boolean limitUnread;
    private long clock;
    private boolean warned;

    /** With so many open jars at most, or {@link #BY_LIMIT}. The log takes warnings and must neither wait nor throw. */
    public JarFiles(int most, Consumer<String> log) {
        if (most < 0) {
            throw new IllegalArgumentException("A host needs at least 1 open file, not " + most);
        }
        this.most = most == BY_LIMIT ? WITHOUT_LIMIT : most;
        this.limitUnread = most == BY_LIMIT;
        this.log = log;
    }

    static JarFiles unlimited() {
        return new JarFiles(Integer.MAX_VALUE, message -> {});
    }

    /** How many jars are open or being opened now, replaced ones excepted. */
    public int count() {
        synchronized (lock) {
            return open.size();
        }
    }

    @Override
    public void closeIdle() {
        closeIdle(0, true);
    }

    @Override
    public void closeOverwritten(Path jar) {
        SharedJar.closeOverwritten(jar);
    }

    /** Opens a file. If the process has too many files open, closes the idle jars and tries once more. */
    <T> T opening(Path file, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            if (!OpenFiles.mayBeLimitReached(e, file)) {
                throw e;
            }
        }
        closeIdle();
        try {
            return opening.open();
        } catch (IOException e) {
            throw OpenFiles.isLimitReached(e) ? new IOException(e.getMessage() + "; " + OpenFiles.CURE, e) : e;
        }
    }

    /** Makes room for a jar that is about to be opened. */
    void add(SharedJar jar) {
        synchronized (lock) {
            open.add(jar);
        }
        int budget = budget();
        closeIdle(budget, true);
        synchronized (lock) {
            if (open.size() <= budget || warned) {
                return;
            }
            warned = true;
        }
        warn("More than " + budget + " jars of plugins are open, as all of them are being read;"
                + " close streams of resources after use, or raise openFiles(...). This is logged once");
    }

    /** Closes idle jars if there are too many, but not the one that was just read, which would be opened with each class. */
    void keepWithin() {
        closeIdle(budget(), false);
    }

    /** Whether there are too many. To be called under the lock. */
    boolean isExceeded() {
        return open.size() > most;
    }

    /** The next time. To be called under the lock, as what follows. */
    long tick() {
        return ++clock;
    }

    void remove(SharedJar jar) {
        open.remove(jar);
    }

    void warn(String message) {
        log.accept(message);
    }

    private int budget() {
        synchronized (lock) {
            if (!limitUnread || !isExceeded()) {
                return most;
            }
        }
        int allowed = budget(processLimit());
        synchronized (lock) {
            limitUnread = false;
            most = allowed;
            return most;
        }
    }

    /** A quarter of a limit, within bounds. */
    static int budget(long limit) {
        return limit < 0 ? UNKNOWN_LIMIT : (int) Math.max(1, Math.min(MOST, limit / 4));
    }

    /** The process's limit of open files, where Linux tells it; -1 if it is not known. */
    private static long processLimit() {
        try {
            return processLimit(Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    static long processLimit(String limits) {
        for (String line : limits.split("\n", -1)) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split(" ", 2)[0];
                return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
            }
        }
        return -1;
    }

    /** Closes idle jars until no more than so many are open. Each is tried once, as one that cannot be looked at stays open. */
    private void closeIdle(int target, boolean alsoLatest) {
        int tries = count();
        SharedJar next = leastRecentlyRead(target, alsoLatest);
        while (next != null && tries-- > 0) {
            next.closeIdle();
            next = leastRecentlyRead(target, alsoLatest);
        }
    }

    private @Nullable SharedJar leastRecentlyRead(int target, boolean alsoLatest) {
        synchronized (lock) {
            if (open.size() <= target) {
                return null;
            }
            SharedJar least = null;
            for (SharedJar jar : open) {
                boolean closeable = jar.isIdle() && (alsoLatest || jar.lastRead() < clock);
                if (closeable && (least == null || jar.lastRead() < least.lastRead())) {
                    least = jar;
                }
            }
            return least;
        }
    }
}
