package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.Fingerprint;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
 * The one open file behind all owners of a jar. It is opened when it is read, only if it is still the file that was discovered.
 * It is closed with its last owner, or by {@link JarFiles} while it is idle. If it cannot be opened again, reading fails for good.
 *
 * <p>Thread-safe. What changes is guarded by the lock of {@link JarFiles}. One thread opens the file, under {@link #opening}; the
 * thread that takes the open file away under the lock closes it afterwards.
 */
final class SharedJar {

    /** The open jars of all hosts, since the JDK shares what it has read of a file among all that open it. */
    private static final Set<SharedJar> OPEN = ConcurrentHashMap.newKeySet();

    final ModuleArtifact artifact;

    /** How the URLs of entries begin. */
    final String urlPrefix;

    private final JarFiles files;
    private final ReentrantLock opening = new ReentrantLock();
    private final Set<Object> owners = new HashSet<>();

    /** What owners have handed out that needs the open file (streams, entries, jars), as long as it is referenced. */
    private final Map<Object, Object> lent = new WeakHashMap<>();

    private @Nullable JarFile jar;
    private boolean wasOpen;
    private int readings;
    private long lastRead;

    /** Why it cannot be read any more. No exception is kept, as its stack would keep classes alive. */
    private @Nullable String changed;

    /** Whether any thread was given a URL, whose text leads to the JDK's cache of jars. */
    private volatile boolean hasUrls;

    SharedJar(ModuleArtifact artifact, JarFiles files, String urlPrefix) {
        this.artifact = artifact;
        this.files = files;
        this.urlPrefix = urlPrefix;
    }

    Path path() {
        return artifact.file();
    }

    void handsOutUrls() {
        hasUrls = true;
    }

    void addOwner(Object owner, boolean first) throws IOException {
        synchronized (files.lock) {
            if (!first) {
                requireOwners();
            }
            owners.add(owner);
        }
    }

    /** Closes what the owner has lent, and the file if it was the last owner. Waits for no reader. */
    void removeOwner(Object owner) throws IOException {
        evictFromJdk(); // while the jar is open, as the JDK then need not read it for that
        List<JarFile> closing = new ArrayList<>();
        synchronized (files.lock) {
            owners.remove(owner);
            takeBackAll(owner, closing);
            if (owners.isEmpty()) {
                takeAway(closing);
            }
        }
        Closing.all(closing);
    }

    private void requireOwners() throws IOException {
        if (owners.isEmpty()) {
            throw new IOException(path() + " was closed");
        }
    }

    /** Adds the open file to what is to be closed. To be called under the lock. */
    private void takeAway(List<JarFile> closing) {
        if (jar != null) {
            closing.add(jar);
        }
        jar = null;
        OPEN.remove(this);
        files.remove(this);
    }

    private void closeOrWarn(List<JarFile> closing) {
        try {
            Closing.all(closing);
        } catch (IOException e) {
            files.warn("Closing %s of module %s failed: %s".formatted(path(), artifact.name(), e));
        }
    }

    /** Closes the jar if the JDK's cache has it. Code that reads from the cached jar at this moment fails. */
    private void evictFromJdk() {
        if (!hasUrls || (Files.exists(path()) && !Files.isRegularFile(path()))) {
            return; // opening what has taken its place may hang
        }
        try {
            URLConnection connection = new URL(urlPrefix).openConnection();
            if (connection instanceof JarURLConnection cached) {
                cached.setUseCaches(true);
                cached.getJarFile().close();
            }
        } catch (IOException | RuntimeException e) {
            // it is not in the cache, and its file is gone or no jar any more
        }
    }

    // Reading

    /**
     * The open file, opened if need be. It stays open until {@link #end}, unless the last owner closes.
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
        synchronized (files.lock) {
            requireOwners();
            if (changed != null) {
                throw new ChangedArtifactException(changed);
            }
            if (jar != null) {
                lastRead = files.tick();
                readings++; // last, as a stack may overflow before
            }
            return jar;
        }
    }

    private JarFile open() throws IOException {
        JarFile file = null;
        try {
            files.add(this);
            file = openSame();
            synchronized (files.lock) {
                requireOwners();
                OPEN.add(this);
                lastRead = files.tick();
                wasOpen = true;
                jar = file;
                readings++;
            }
            return file;
        } catch (IOException | RuntimeException | Error e) {
            synchronized (files.lock) {
                files.remove(this);
            }
            if (file != null) {
                Closing.after(e, file);
            }
            throw e;
        }
    }

    void end() {
        boolean exceeded;
        synchronized (files.lock) {
            readings--;
            exceeded = files.isExceeded();
        }
        if (exceeded) {
            files.keepWithin();
        }
    }

    private JarFile openSame() throws IOException {
        boolean again;
        synchronized (files.lock) {
            again = wasOpen;
        }
        try {
            ChangedArtifactException.requireSameFile(artifact, again); // to open another one may hang
            return files.opening(path(), () -> openFile(again));
        } catch (ChangedArtifactException e) {
            if (again) {
                failForGood(e);
            }
            throw e;
        }
    }

    private JarFile openFile(boolean again) throws IOException {
        JarFile file;
        try {
            file = new JarFile(path().toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (UnsupportedOperationException e) {
            throw new IOException(path() + " cannot be read as a jar: it is not a file of the default file system", e);
        } catch (ZipException e) {
            ChangedArtifactException.requireSameContents(artifact, again, e);
            throw new IOException(path() + " cannot be read as a jar: " + e.getMessage(), e);
        }
        try {
            ChangedArtifactException.requireSameFile(
                    artifact, again); // as it may have been replaced before it was open
            ChangedArtifactException.requireSameContents(artifact, again, null);
            return file;
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, file);
            throw e;
        }
    }

    /** From now on no reader gets anything else, even if the file is put back. */
    private void failForGood(ChangedArtifactException reason) {
        String message = String.valueOf(reason.getMessage());
        synchronized (files.lock) {
            changed = message;
        }
        files.warn(message);
    }

    // Lending

    /** Keeps the file open as long as what an owner hands out is referenced, until it is taken back. For use within a reading. */
    void lend(Object borrowed, Object owner) throws IOException {
        synchronized (files.lock) {
            if (!owners.contains(owner)) {
                throw new IOException(path() + " was closed"); // the owner would not take it back any more
            }
            lent.put(borrowed, owner);
        }
    }

    /** Takes back what was lent; may be repeated. */
    void takeBack(Object borrowed) {
        boolean exceeded;
        synchronized (files.lock) {
            exceeded = lent.remove(borrowed) != null && files.isExceeded();
        }
        if (exceeded) {
            files.keepWithin();
        }
    }

    /** Takes back what an owner has lent, or all owners, and adds the jars to what is to be closed. Under the lock. */
    private void takeBackAll(@Nullable Object owner, List<JarFile> closing) {
        lent.entrySet().removeIf(entry -> {
            boolean its = owner == null || entry.getValue() == owner;
            if (its && entry.getKey() instanceof JarFile file) {
                closing.add(file);
            }
            return its;
        });
    }

    /** A further open jar of the same file, which is lent until it is closed. For use within a reading. */
    JarFile lendJar(Object owner) throws IOException {
        JarFile further = files.opening(path(), LentJar::new);
        try {
            ChangedArtifactException.requireSameFile(artifact, true);
            lend(further, owner);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, further);
            throw e;
        }
        return further;
    }

    private final class LentJar extends JarFile {

        LentJar() throws IOException {
            super(path().toFile(), true, ZipFile.OPEN_READ, runtimeVersion());
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                takeBack(this);
            }
        }
    }

    // Closing while idle

    /** To be called under the lock, as {@link #lastRead}. */
    boolean isIdle() {
        return jar != null && readings == 0 && lent.isEmpty();
    }

    long lastRead() {
        return lastRead;
    }

    /** Closes the file if nobody reads it. One that could not be opened again stays open and counts no more: nothing else has its bytes. */
    void closeIdle() {
        boolean same = ChangedArtifactException.isSameFile(artifact);
        List<JarFile> closing = new ArrayList<>();
        synchronized (files.lock) {
            if (isIdle() && same) {
                takeAway(closing);
            } else if (isIdle()) {
                files.remove(this);
            }
        }
        closeOrWarn(closing);
    }

    // Files that are overwritten in place

    /** Whether it can be read now: it is open and was not overwritten, or its file has not changed. */
    boolean isIntact() {
        boolean open;
        synchronized (files.lock) {
            if (owners.isEmpty() || changed != null) {
                return false;
            }
            open = jar != null;
        }
        return open ? overwritten() == null : ChangedArtifactException.isUnchanged(artifact);
    }

    /** Closes each open jar of a path that was overwritten in place; reading it fails from then on. */
    static void closeOverwritten(Path file) {
        for (SharedJar open : OPEN) {
            if (open.path().equals(file)) {
                open.closeIfOverwritten();
            }
        }
    }

    /** Explains why reading has failed: throws if the jar was overwritten while it was open. */
    void explain(Exception failure) throws IOException {
        if (failure instanceof ChangedArtifactException) {
            return;
        }
        closeIfOverwritten();
        String reason;
        synchronized (files.lock) {
            reason = changed;
        }
        if (reason != null) {
            IOException explained = new ChangedArtifactException(reason);
            explained.initCause(failure);
            throw explained;
        }
    }

    private void closeIfOverwritten() {
        ChangedArtifactException reason = overwritten();
        if (reason == null) {
            return;
        }
        failForGood(reason);
        evictFromJdk();
        List<JarFile> closing = new ArrayList<>();
        synchronized (files.lock) {
            takeBackAll(null, closing);
            takeAway(closing);
        }
        closeOrWarn(closing);
    }

    /** Why the open file is not what was opened; null if it is, as far as can be seen, or none is open. */
    private @Nullable ChangedArtifactException overwritten() {
        synchronized (files.lock) {
            if (jar == null) {
                return null;
            }
        }
        try {
            Fingerprint found = ChangedArtifactException.found(artifact);
            boolean sameFile = found != null
                    && Objects.equals(found.key(), artifact.fingerprint().key());
            return sameFile && artifact.readContents() != artifact.contents()
                    ? ChangedArtifactException.of(artifact, found, true)
                    : null;
        } catch (IOException e) {
            return null; // another file has taken its place
        }
    }
}
