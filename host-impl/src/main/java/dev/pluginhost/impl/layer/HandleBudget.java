package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.scan.OpenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many jars a host keeps open at once. Whoever opens a jar takes a place first; when there is none left, jars that are
 * idle, and were not read of late, are closed until there is one. So there are no more jars open than places taken, but for
 * those that other threads are closing at the moment.
 *
 * <p>A jar that is being read, or that could not be opened again as its file was replaced, keeps its place. If there are only
 * such jars, the budget is exceeded: nobody ever waits for a place. It is kept again as soon as one is idle. Jars whose files
 * were replaced leave an eighth of the budget to the others, however many they are, so that these are not opened and closed
 * with each class that is read.
 *
 * <p>Which jar goes is decided by a clock: jars stand in a circle, each with a mark that reading sets; the hand takes marks
 * away and stops at the first idle jar that has none. Reading a jar that is open thus costs no lock here.
 *
 * <p>Thread-safe. Its lock is the last that a thread takes, and nothing is opened, closed or logged while it is held. What is
 * done under it calls nothing that allocates, and nothing deep, so that no place is lost where memory or stack runs out.
 */
public final class HandleBudget implements OpenFiles {

    /** Something that opens a file. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    /** What a jar stands in the clock with. All fields that change are guarded by the budget's lock. */
    static final class Place {

        private final SharedJar jar;
        private @Nullable Place before;
        private @Nullable Place after;
        private boolean inClock;
        private boolean kept;

        Place(SharedJar jar) {
            this.jar = jar;
        }
    }

    private final int most;
    private final Consumer<String> log;
    private final Object lock = new Object();

    /** The next of the jars that may have to go, and the one that was looked at last; guarded by the lock, as is what follows. */
    private @Nullable Place first;

    private @Nullable Place last;

    /** How many there are of these. */
    private int inClock;

    /** How many jars are open that could not be opened again. */
    private int kept;

    private boolean exceededBefore;

    /** The places taken; written under the lock, read by any thread. */
    private volatile int taken;

    /**
     * A budget with all its places free.
     *
     * @param most how many jars are open at most, at least 1
     * @param log takes what is worth a warning; must neither wait nor throw
     */
    public HandleBudget(int most, Consumer<String> log) {
        if (most < 1) {
            throw new IllegalArgumentException("A host needs at least 1 open file, not " + most);
        }
        this.most = most;
        this.log = log;
    }

    /** A budget that nothing exceeds. */
    static HandleBudget unlimited() {
        return new HandleBudget(Integer.MAX_VALUE, message -> {});
    }

    /** How many jars are open or being opened now. */
    public int taken() {
        return taken;
    }

    /** Closes all jars that are idle, for somebody who needs open files more. They are opened again when they are read. */
    @Override
    public void closeIdle() {
        int tries;
        synchronized (lock) {
            tries = inClock;
        }
        while (tries-- > 0) {
            SharedJar next;
            synchronized (lock) {
                next = turn();
            }
            if (next == null) {
                return;
            }
            next.closeIdle();
        }
    }

    @Override
    public void closeOverwritten(Path jar) {
        SharedJar.closeOverwritten(jar);
    }

    /** Opens a file; if this process may have too many files open, once more, after the idle jars have been closed. */
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

    /** Takes a place for a jar that is about to be opened; closes others for it, if that is possible and necessary. */
    void takePlace() {
        int tries = -1;
        while (true) {
            SharedJar victim;
            boolean tell;
            synchronized (lock) {
                if (taken < limit()) {
                    taken++;
                    return;
                }
                // Each jar is tried once: one that is read now and then might be refused for ever.
                tries = tries < 0 ? inClock : tries - 1;
                victim = tries > 0 ? next() : null;
                tell = victim == null && !exceededBefore;
                if (victim == null) {
                    exceededBefore = true;
                    taken++;
                }
            }
            if (tell) {
                log("More than " + most
                        + " jars of plugins are open at once, as all of them are being read or were replaced;"
                        + " close streams of resources after use, or raise openFiles(...). This is said once");
            }
            if (victim == null) {
                return;
            }
            victim.closeIdle();
        }
    }

    /** Enters a jar that was opened in a place that was taken. */
    void enter(Place place) {
        synchronized (lock) {
            append(place);
        }
    }

    /** Notes of an open jar that it is not to be closed, as it could not be opened again. */
    void keep(Place place) {
        synchronized (lock) {
            if (place.inClock) {
                remove(place);
                place.kept = true;
                kept++;
            }
        }
    }

    /** Gives up the place of a jar that has been entered, which the caller is about to close. */
    void leave(Place place) {
        synchronized (lock) {
            if (place.inClock) {
                remove(place);
            }
            if (place.kept) {
                place.kept = false;
                kept--;
            }
            taken--;
        }
    }

    /** Gives up a place in which nothing was entered. */
    void giveUpPlace() {
        synchronized (lock) {
            taken--;
        }
    }

    /** Closes idle jars until the budget is kept again, after one has become idle. */
    void keepWithin() {
        if (taken <= most) {
            return;
        }
        int tries = -1;
        while (true) {
            SharedJar victim;
            synchronized (lock) {
                tries = tries < 0 ? inClock : tries - 1;
                victim = taken > limit() && tries > 0 ? next() : null;
            }
            if (victim == null) {
                return;
            }
            victim.closeIdle();
        }
    }

    /** Logs a warning; for use without a lock. */
    void log(String message) {
        log.accept(message);
    }

    private int limit() {
        return Math.max(most, kept + Math.max(1, most / 8));
    }

    /** The next jar that is to be closed; it stays in the clock until it is, and is looked at again after all others. */
    private @Nullable SharedJar next() {
        for (int steps = 2 * inClock; steps > 0; steps--) {
            SharedJar next = turn();
            if (next != null && next.isToGo()) {
                return next;
            }
        }
        return null;
    }

    /** Moves the hand over one jar. */
    private @Nullable SharedJar turn() {
        Place next = first;
        if (next == null) {
            return null;
        }
        remove(next);
        append(next);
        return next.jar;
    }

    private void append(Place place) {
        place.before = last;
        place.inClock = true;
        if (last == null) {
            first = place;
        } else {
            last.after = place;
        }
        last = place;
        inClock++;
    }

    private void remove(Place place) {
        if (place.before == null) {
            first = place.after;
        } else {
            place.before.after = place.after;
        }
        if (place.after == null) {
            last = place.before;
        } else {
            place.after.before = place.before;
        }
        place.before = null;
        place.after = null;
        place.inClock = false;
        inClock--;
    }
}
