package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The one {@link JarFile} behind all handles of a jar. It is opened when it is read, and is closed when the last handle is or,
 * while nobody uses it, when the {@link HandleBudget} needs its place. It is opened again only if it still is the same file, by
 * its size, time and key, with the same {@link Contents}, by its central directory; if not, reading fails for good, as what is
 * there now does not fit what was loaded before. Data of entries that change while all that stays the
 * same are not found out by that.
 *
 * <p>A file that was replaced is not closed while idle, as the open one is all that is left of its bytes. (It may be replaced
 * between the look at it and the closing; then it is lost.) A file that is written to in place, with its size kept and its
 * time set back, is found out when it is opened again, unless somebody else in this process has it open: the JDK then shares
 * the central directory that it has read.
 *
 * <p>Thread-safe. Who takes the {@link #jar} away under the lock gives up its place in the budget with it, and closes it then.
 * Under the lock nothing is opened or closed; under {@link #opening} the jar is, by one thread at a time.
 */
final class SharedJar {

    private final ModuleArtifact artifact;
    private final HandleBudget budget;
    private final HandleBudget.Place place = new HandleBudget.Place(this);
    private final ReentrantLock opening = new ReentrantLock();
    private final Object lock = new Object();

    /** The open file; guarded by the lock, as is all that follows. */
    private @Nullable JarFile jar;

    /** The handles that are not closed. */
    private int handles;

    /** Set with the last handle's close, after which nothing is opened. */
    private boolean closed;

    /** What handles have handed out that needs the open file: streams, entries, jars. What nobody holds any more counts no more. */
    private final Map<Object, JarHandle> lent = new WeakHashMap<>();

    /** What was in the file when it was opened first; set before it is closed while idle for the first time. */
    private @Nullable Contents contents;

    /** Set once it could not be opened again: what its readers are told. */
    private @Nullable String changed;

    /** The readings under way; written under the lock, read by any thread. */
    private volatile int readings;

    /** The mark of the clock: set by readers under the lock, taken away by the budget under its own. */
    private volatile boolean marked;

    SharedJar(ModuleArtifact artifact, HandleBudget budget) {
        this.artifact = artifact;
        this.budget = budget;
    }

    Path path() {
        return artifact.file();
    }

    HandleBudget budget() {
        return budget;
    }

    /** Adds a handle, unless the last one has been closed. */
    void join() throws IOException {
        synchronized (lock) {
            requireNotClosed();
            handles++;
        }
    }

    /** Takes a handle away with all that it has lent, closing the file if it was the last one. Waits for nobody. */
    void leave(JarHandle handle) throws IOException {
        JarFile mine = null;
        synchronized (lock) {
            handles--;
            if (handles == 0) {
                closed = true;
                mine = takeAway();
            }
        }
        Closeable lentOnes = () -> Closing.all(takeBackAll(handle));
        Closing.all(mine == null ? List.of(lentOnes) : List.of(lentOnes, mine));
    }

    private @Nullable JarFile takeAway() {
        JarFile mine = jar;
        if (mine != null) {
            budget.leave(place);
            jar = null;
        }
        return mine;
    }

    /** Takes back what a handle has lent, and returns what of that is to be closed. */
    private List<JarFile> takeBackAll(JarHandle handle) {
        List<JarFile> files = new ArrayList<>();
        synchronized (lock) {
            lent.entrySet().removeIf(entry -> {
                boolean its = entry.getValue() == handle;
                if (its && entry.getKey() instanceof JarFile file) {
                    files.add(file);
                }
                return its;
            });
        }
        return files;
    }

    /**
     * The open file, opened if need be. It stays open until {@link #end}, unless the last handle is closed.
     *
     * @throws ChangedArtifactException if the file is not what it was
     */
    JarFile begin() throws IOException {
        JarFile open = beginIfOpen();
        if (open != null) {
            return open;
        }
        opening.lock();
        try {
            open = beginIfOpen();
            return open != null ? open : open();
        } finally {
            opening.unlock();
        }
    }

    private @Nullable JarFile beginIfOpen() throws IOException {
        synchronized (lock) {
            requireNotClosed();
            if (changed != null) {
                throw ChangedArtifactException.again(changed);
            }
            if (jar != null) {
                readings++;
                marked = true;
            }
            return jar;
        }
    }

    private JarFile open() throws IOException {
        budget.takePlace();
        JarFile opened = null;
        boolean entered = false;
        try {
            opened = openSame();
            synchronized (lock) {
                requireNotClosed();
                budget.enter(place);
                jar = opened;
                readings++;
                marked = true;
                entered = true;
            }
            return opened;
        } finally {
            if (!entered) {
                try {
                    if (opened != null) {
                        opened.close();
                    }
                } finally {
                    budget.giveUpPlace();
                }
            }
        }
    }

    /** Ends what {@link #begin} began. */
    void end() {
        synchronized (lock) {
            readings--;
        }
        budget.keepWithin();
    }

    /**
     * Keeps the file open as long as somebody holds what a handle hands out, until it is {@linkplain #takeBack taken back} or
     * the handle is closed. For use within a reading.
     */
    void lend(Object borrowed, JarHandle lender) throws IOException {
        synchronized (lock) {
            lender.ensureOpen(null); // a handle that is closed would not take it back any more
            lent.put(borrowed, lender);
        }
    }

    /** Takes back what was lent; may be repeated. */
    void takeBack(Object borrowed) {
        boolean wasLent;
        synchronized (lock) {
            wasLent = lent.remove(borrowed) != null;
        }
        if (wasLent) {
            budget.keepWithin();
        }
    }

    /** Fails if the file is not the one that is open, or would be. */
    void requireUnchanged() throws IOException {
        Fingerprint found = found();
        if (!artifact.fingerprint().equals(found)) {
            throw changed(found);
        }
    }

    /** Whether it can be read, as far as one knows without opening it: it is open, or its file has not changed. */
    boolean isIntact() {
        synchronized (lock) {
            if (closed || changed != null) {
                return false;
            }
            if (jar != null) {
                return true;
            }
        }
        try {
            return artifact.fingerprint().equals(found());
        } catch (IOException e) {
            return false; // whatever it is, it would keep the file from being opened too
        }
    }

    // For the budget

    /** Whether it is the next to be closed: not being read, and not read since this was asked last. */
    boolean isToGo() {
        if (readings > 0) {
            return false;
        }
        boolean used = marked;
        marked = false;
        return !used;
    }

    /** Closes the file and gives up its place, if nobody uses it and it could be opened again; if it could not, it is kept. */
    void closeIdle() {
        JarFile mine;
        try {
            JarFile idle = idleFile();
            if (idle == null) {
                return;
            }
            if (!artifact.fingerprint().equals(found())) {
                keep(idle);
                return;
            }
            remember(idle);
            mine = takeIdle();
        } catch (IOException | IllegalStateException e) {
            // The file cannot be looked at now, so it is not known whether it could be opened again; or its owner
            // closes it.
            return;
        }
        if (mine != null) {
            try {
                mine.close();
            } catch (IOException | RuntimeException e) {
                budget.log("Closing %s of module %s while idle failed: %s".formatted(path(), artifact.name(), e));
            }
        }
    }

    private @Nullable JarFile idleFile() {
        synchronized (lock) {
            return readings == 0 && lent.isEmpty() ? jar : null;
        }
    }

    private @Nullable JarFile takeIdle() {
        synchronized (lock) {
            return idleFile() == null ? null : takeAway();
        }
    }

    private void keep(JarFile replaced) {
        synchronized (lock) {
            if (jar == replaced) {
                budget.keep(place);
            }
        }
    }

    private void remember(JarFile idle) {
        synchronized (lock) {
            if (contents != null) {
                return;
            }
        }
        Contents found = Contents.of(idle);
        synchronized (lock) {
            contents = found;
        }
    }

    // Opening

    /** Opens the file, if it is the one that it always was: by its fingerprint before and after, and by its contents. */
    private JarFile openSame() throws IOException {
        Contents expected;
        synchronized (lock) {
            expected = contents;
        }
        JarFile opened = null;
        boolean same = false;
        try {
            requireUnchanged();
            opened = budget.opening(path(), () -> openFile(path()));
            requireUnchanged(); // since it may have been replaced before it was open
            if (expected != null && !expected.equals(Contents.of(opened))) {
                throw changed(artifact.fingerprint());
            }
            same = true;
            return opened;
        } catch (ChangedArtifactException e) {
            if (expected != null) {
                fail(e);
            }
            throw e;
        } catch (IOException e) {
            if (expected == null || !(e.getCause() instanceof ZipException)) {
                throw e;
            }
            ChangedArtifactException noJarAnyMore = changed(artifact.fingerprint());
            noJarAnyMore.initCause(e);
            fail(noJarAnyMore);
            throw noJarAnyMore;
        } finally {
            if (!same && opened != null) {
                opened.close();
            }
        }
    }

    /** From now on nobody is to get anything else, even if the file is put back: its reader may have been told already. */
    private void fail(ChangedArtifactException e) {
        String message = String.valueOf(e.getMessage());
        synchronized (lock) {
            changed = message;
        }
        budget.log(message);
    }

    private ChangedArtifactException changed(@Nullable Fingerprint found) {
        boolean first;
        synchronized (lock) {
            first = contents == null;
        }
        return first
                ? ChangedArtifactException.sinceDiscovered(artifact, found)
                : ChangedArtifactException.sinceOpened(artifact, found);
    }

    private @Nullable Fingerprint found() throws IOException {
        try {
            return Fingerprint.of(artifact.file());
        } catch (NoSuchFileException e) {
            return null; // gone, which is a change too
        }
    }

    private static JarFile openFile(Path path) throws IOException {
        try {
            return new JarFile(path.toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (UnsupportedOperationException e) {
            throw new IOException(path + " cannot be read as a jar: it is not a file of the default file system", e);
        } catch (ZipException e) {
            throw new IOException(path + " cannot be read as a jar: " + e.getMessage(), e);
        }
    }

    private void requireNotClosed() throws IOException {
        if (closed) {
            throw new IOException(path() + " was closed");
        }
    }
}
