package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.scan.Contents;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The one {@link JarFile} behind all handles of a jar. It is opened when it is read, and is closed when the last handle is or,
 * while nobody uses it, when the {@link HandleBudget} needs its place. It is opened only if it is the file that was discovered,
 * by its size, time and key, with the same {@link Contents}. If it is not that file when it is opened again, reading fails for
 * good, as what is there now does not fit what was loaded before.
 *
 * <p>A file that was replaced is not closed while idle, as the open one is all that is left of its bytes. (It may be replaced
 * between the look at it and the closing; then it is lost.) A file that was written to in place is found out when an entry of it
 * cannot be read, or a class file does not have its checksum, and before the sources are read: it is closed, and reading fails
 * for good.
 *
 * <p>Thread-safe. Who takes the {@link #jar} away under the lock gives up its place in the budget with it, and closes it then.
 * Under the lock nothing is opened or closed; under {@link #opening} the jar is, by one thread at a time.
 */
final class SharedJar {

    /** Those of all hosts that are open: the JDK shares what it has read of a file with all that open it. */
    private static final Set<SharedJar> OPEN = ConcurrentHashMap.newKeySet();

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

    /** Whether it was open before. */
    private boolean opened;

    /** Set once it cannot be opened again, or was overwritten: what its readers are told. */
    private @Nullable String changed;

    /** How the URLs of what is in the jar begin, once one was given out; written by the thread that gives one, read by any. */
    private volatile @Nullable String urls;

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

    /** Notes that a URL is given out that begins like this: its text leads any code to the JDK's cache. */
    void givesUrls(String prefix) {
        urls = prefix;
    }

    /** Has the JDK's cache let go of the jar, if it may have it. */
    void evict() {
        String prefix = urls;
        if (prefix != null) {
            JdkJarCache.evict(prefix, path());
        }
    }

    private @Nullable JarFile takeAway() {
        JarFile mine = jar;
        if (mine != null) {
            OPEN.remove(this);
            budget.leave(place);
            jar = null;
        }
        return mine;
    }

    /** Takes back what a handle has lent, or all of them, and returns what of that is to be closed. */
    private List<JarFile> takeBackAll(@Nullable JarHandle handle) {
        List<JarFile> files = new ArrayList<>();
        synchronized (lock) {
            lent.entrySet().removeIf(entry -> {
                boolean its = handle == null || entry.getValue() == handle;
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
        JarFile file = null;
        boolean entered = false;
        try {
            file = openSame();
            synchronized (lock) {
                requireNotClosed();
                budget.enter(place);
                OPEN.add(this);
                jar = file;
                opened = true;
                readings++;
                marked = true;
                entered = true;
            }
            return file;
        } finally {
            if (!entered) {
                try {
                    if (file != null) {
                        file.close();
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
        if (!artifact.fingerprint().isLike(found)) {
            throw changed(found);
        }
    }

    private void requireSameContents() throws IOException {
        if (Contents.ofJar(path()) != artifact.contents()) {
            throw changed(artifact.fingerprint());
        }
    }

    /** Whether it can be read now: it is open and was not overwritten, or its file has not changed. */
    boolean isIntact() {
        boolean open;
        synchronized (lock) {
            if (closed || changed != null) {
                return false;
            }
            open = jar != null;
        }
        if (open) {
            return overwritten() == null;
        }
        try {
            return artifact.fingerprint().isLike(found()) && Contents.ofJar(path()) == artifact.contents();
        } catch (IOException e) {
            return false; // whatever it is, it would keep the file from being opened too
        }
    }

    // What was written to while it was open

    /** Closes each jar of a path that was overwritten since it was opened; reading it fails from then on. */
    static void closeOverwritten(Path file) {
        for (SharedJar open : OPEN) {
            if (open.path().equals(file)) {
                open.closeIfOverwritten();
            }
        }
    }

    /** Explains why reading has failed: throws if the jar was overwritten while it was open, or is found to be so. */
    void explain(Exception disturbance) throws IOException {
        if (disturbance instanceof ChangedArtifactException) {
            return;
        }
        closeIfOverwritten();
        synchronized (lock) {
            if (changed != null) {
                ChangedArtifactException reason = ChangedArtifactException.again(changed);
                reason.initCause(disturbance);
                throw reason;
            }
        }
    }

    private void closeIfOverwritten() {
        ChangedArtifactException reason = overwritten();
        if (reason == null) {
            return;
        }
        fail(reason);
        evict();
        JarFile mine;
        synchronized (lock) {
            mine = takeAway();
        }
        List<JarFile> all = new ArrayList<>(takeBackAll(null));
        if (mine != null) {
            all.add(mine);
        }
        try {
            Closing.all(all);
        } catch (IOException | RuntimeException e) {
            budget.log("Closing %s of module %s failed: %s".formatted(path(), artifact.name(), e));
        }
    }

    /** Why the open file is not what was opened; null if it is, as far as one can see, or none is open. */
    private @Nullable ChangedArtifactException overwritten() {
        synchronized (lock) {
            if (jar == null) {
                return null;
            }
        }
        try {
            Fingerprint found = found();
            boolean same = found != null
                    && Objects.equals(found.key(), artifact.fingerprint().key());
            return same && Contents.ofJar(path()) != artifact.contents()
                    ? ChangedArtifactException.sinceOpened(artifact, found)
                    : null;
        } catch (IOException e) {
            return null; // another one has taken its place that cannot be looked at
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
            if (!artifact.fingerprint().isLike(found())) {
                keep(idle);
                return;
            }
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

    // Opening

    /** Opens the file, if it is the one that it always was: by its fingerprint before and after, and by its contents. */
    private JarFile openSame() throws IOException {
        try {
            requireUnchanged();
            return budget.opening(path(), this::openFile);
        } catch (ChangedArtifactException e) {
            boolean again;
            synchronized (lock) {
                again = opened;
            }
            if (again) {
                fail(e);
            }
            throw e;
        }
    }

    private JarFile openFile() throws IOException {
        JarFile file = null;
        boolean same = false;
        try {
            file = new JarFile(path().toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
            requireUnchanged(); // since it may have been replaced before it was open
            requireSameContents();
            same = true;
            return file;
        } catch (UnsupportedOperationException e) {
            throw new IOException(path() + " cannot be read as a jar: it is not a file of the default file system", e);
        } catch (ZipException e) {
            try {
                requireSameContents();
            } catch (ChangedArtifactException reason) {
                reason.initCause(e);
                throw reason;
            }
            throw new IOException(path() + " cannot be read as a jar: " + e.getMessage(), e);
        } finally {
            if (!same && file != null) {
                file.close();
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
            first = !opened;
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

    private void requireNotClosed() throws IOException {
        if (closed) {
            throw new IOException(path() + " was closed");
        }
    }
}
