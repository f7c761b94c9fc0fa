package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.OpenFileLimit;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many jars a host keeps open at once. Whoever opens a jar takes a place first; when there is none left, a jar that is
 * idle, and was not read of late, is closed and its place taken over. So there never are more jars open than places taken.
 *
 * <p>A jar that is being read, or that could not be opened again as its file was replaced, keeps its place. If there are only
 * such jars, the budget is exceeded: nobody ever waits for a place. It is kept again as soon as one is idle. Jars whose files
 * were replaced leave an eighth of the budget to the others, however many they are, so that these are not opened and closed
 * with each class that is read.
 *
 * <p>Which jar goes is decided by a clock: jars stand in a circle, each with a mark that reading sets; the hand takes marks
 * away and stops at the first idle jar that has none. Reading a jar that is open thus costs no lock here.
 *
 * <p>Thread-safe. Its lock is the last that a thread takes, and nothing is opened, closed or logged while it is held.
 */
public final class HandleBudget {

    /** Something that opens a file. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    private final int most;
    private final Consumer<String> log;
    private final Object lock = new Object();

    /** The open jars that may have to go, the hand before the first; guarded by the lock, as are the next three. */
    private final Deque<SharedJar> clock = new ArrayDeque<>();

    /** The open jars that cannot be opened again. */
    private final Set<SharedJar> kept = Collections.newSetFromMap(new IdentityHashMap<>());

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
    public void closeIdle() {
        int tries;
        synchronized (lock) {
            tries = clock.size();
        }
        while (tries-- > 0) {
            SharedJar victim;
            synchronized (lock) {
                victim = clock.pollFirst();
            }
            if (victim == null) {
                return;
            }
            if (victim.closeIdle()) {
                giveUpPlace();
            }
        }
    }

    /** Opens something; if this process has too many files open, once more, after the idle jars have been closed. */
    <T> T opening(Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            if (!OpenFileLimit.isReason(e)) {
                throw e;
            }
        }
        closeIdle();
        try {
            return opening.open();
        } catch (IOException e) {
            throw OpenFileLimit.isReason(e) ? new IOException(e.getMessage() + "; " + OpenFileLimit.CURE, e) : e;
        }
    }

    /** Takes a place for a jar that is about to be opened; closes another one for it, if that is possible and necessary. */
    void takePlace() {
        int tries = -1;
        while (true) {
            SharedJar victim = null;
            boolean first = false;
            synchronized (lock) {
                if (taken < limit()) {
                    taken++;
                    return;
                }
                // each jar is tried once: one that is read now and then might be refused for ever
                tries = tries < 0 ? clock.size() : tries - 1;
                victim = tries > 0 ? claim() : null;
                if (victim == null) {
                    first = !exceededBefore;
                    exceededBefore = true;
                    taken++;
                }
            }
            if (first) {
                log("More than " + most
                        + " jars of plugins are open at once, as all of them are being read or were replaced;"
                        + " close streams of resources after use, or raise openFiles(...). This is said once");
            }
            if (victim == null || victim.closeIdle()) {
                return; // the victim's place is the caller's
            }
        }
    }

    /** Enters a jar that was opened in a place that was taken, or that was to be closed and is in use. */
    void enter(SharedJar jar) {
        synchronized (lock) {
            clock.addLast(jar);
        }
    }

    /** Notes of a jar that was to be closed that it is not to be, as it could not be opened again. */
    void keep(SharedJar jar) {
        synchronized (lock) {
            kept.add(jar);
        }
    }

    /** Gives up the place of a jar that its owner has closed. */
    void leave(SharedJar jar) {
        synchronized (lock) {
            if (!clock.remove(jar)) {
                kept.remove(jar);
            }
            taken--;
        }
    }

    /** Gives up a place in which nothing is open. */
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
                tries = tries < 0 ? clock.size() : tries - 1;
                victim = taken > limit() && tries > 0 ? claim() : null;
            }
            if (victim == null) {
                return;
            }
            if (victim.closeIdle()) {
                giveUpPlace();
            }
        }
    }

    /** Logs a warning; for use without a lock. */
    void log(String message) {
        log.accept(message);
    }

    private int limit() {
        return Math.max(most, kept.size() + Math.max(1, most / 8));
    }

    /** Takes out the next jar that is to be closed, which nobody else will then try to close for its place. */
    private @Nullable SharedJar claim() {
        for (int steps = 2 * clock.size(); steps > 0; steps--) {
            SharedJar next = clock.removeFirst();
            if (next.isToGo()) {
                return next;
            }
            clock.addLast(next); // allocates nothing, as there was room for it before
        }
        return null;
    }
}
