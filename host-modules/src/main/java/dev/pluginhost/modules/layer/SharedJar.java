package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.OpenFiles;
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
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The one open file behind all owners of a jar. It is opened when it is read, only if it is still the file that was discovered.
 * It is closed with its last owner, or by {@link JarFiles} while it is idle. If it cannot be opened again, reading fails for good.
 *
 * <p>Thread-safe. What changes is guarded by the lock of {@link JarFiles}. Threads that open the file at the same time open it
 * each for itself, and the first one's is used. The thread that takes the open file away under the lock closes it afterwards.
 */
final class SharedJar {

    /** The open jars of all hosts, since the JDK shares what it has read of a file among all that open it. */
    private static final Set<SharedJar> OPEN = ConcurrentHashMap.newKeySet();

    /** How the URLs of entries begin. */
    final String urlPrefix;

    private final ModuleArtifact artifact;
    private final JarFiles files;
    private final Set<OpenModule> owners = new HashSet<>();

    /** What owners have handed out that needs the open file (streams, jars), as long as it is referenced. */
    private final Map<Object, OpenModule> lent = new WeakHashMap<>();

    private @Nullable ZipFile jar;

    /** Written by the thread that opens the file first. */
    private boolean readWhole;

    /** Set by the thread that opens the file for its import, unset by the thread that ends that. */
    private volatile @Nullable JarImage image;

    private int readings;

    /** Why it cannot be read any more. No exception is kept, as its stack would keep classes alive. */
    private @Nullable String changed;

    /** Whether any thread was given a URL, whose text leads to the JDK's cache of jars. Only ever set to true. */
    volatile boolean hasUrls;

    SharedJar(ModuleArtifact artifact, JarFiles files, String urlPrefix) {
        this.artifact = artifact;
        this.files = files;
        this.urlPrefix = urlPrefix;
    }

    private Path path() {
        return artifact.file();
    }

    /** Opens the file for its first owner, which imports it now or only keeps it open. */
    void open(OpenModule owner, boolean forImport) throws IOException {
        synchronized (files.lock) {
            owners.add(owner);
        }
        readWhole = forImport && artifact.plain() && artifact.fingerprint().size() <= JarImage.MOST;
        begin(owner, false);
        end();
    }

    /** The bytes of an entry, if they are known without reading the file. */
    byte @Nullable [] fromImage(String name) {
        JarImage there = image;
        return there == null ? null : there.entry(name);
    }

    /** From now on the file is read for each entry. */
    void forgetImage() {
        image = null;
    }

    void share(OpenModule owner, OpenModule further) throws IOException {
        synchronized (files.lock) {
            requireOwner(owner);
            owners.add(further);
        }
    }

    private void requireOwner(OpenModule owner) throws IOException {
        if (!owners.contains(owner)) {
            owner.ensureOpen(null);
        }
    }

    /** Closes what the owner has lent, and the file if it was the last owner. Waits for no reader. */
    void removeOwner(OpenModule owner) {
        evictFromJdk(); // while the jar is open, as the JDK then need not read it for that
        List<ZipFile> closing;
        synchronized (files.lock) {
            owners.remove(owner);
            closing = takeAway(owners.isEmpty() ? null : owner);
        }
        close(closing);
    }

    /**
     * Takes back what an owner has lent, or, if there is none, what all have lent, and the open file.
     *
     * @return what is to be closed without the lock
     */
    private List<ZipFile> takeAway(@Nullable OpenModule owner) {
        List<ZipFile> closing = new ArrayList<>();
        synchronized (files.lock) {
            lent.entrySet().removeIf(entry -> {
                boolean its = owner == null || entry.getValue() == owner;
                if (its && entry.getKey() instanceof ZipFile file) {
                    closing.add(file);
                }
                return its;
            });
            if (owner == null) {
                if (jar != null) {
                    closing.add(jar);
                }
                jar = null;
                image = null;
                OPEN.remove(this);
                files.open.remove(this);
            }
        }
        return closing;
    }

    private void close(List<ZipFile> closing) {
        for (ZipFile file : closing) {
            try {
                file.close();
            } catch (IOException | RuntimeException e) {
                files.log.accept("Closing %s of module %s failed: %s".formatted(path(), artifact.name(), e));
            }
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

    /**
     * The open file, opened if need be. It stays open until {@link #end}, unless the last owner closes.
     *
     * @param again whether it was open before
     * @throws ChangedArtifactException if the file is not what it was
     */
    ZipFile begin(OpenModule owner, boolean again) throws IOException {
        ZipFile open = beginIfOpen(owner, null);
        if (open != null) {
            return open;
        }
        files.add(this);
        ZipFile opened = null;
        try {
            opened = openFile(again, !artifact.plain());
            open = beginIfOpen(owner, opened);
            return Objects.requireNonNull(open);
        } catch (IOException e) {
            open = opened == null ? beginIfOpen(owner, null) : null;
            if (open != null) {
                return open; // another thread has opened the right file
            }
            if (again && e instanceof ChangedArtifactException) {
                failForGood(String.valueOf(e.getMessage()), false);
            }
            throw e;
        } finally {
            if (opened != null && opened != open) {
                close(List.of(opened));
            }
            synchronized (files.lock) {
                if (jar == null) {
                    files.open.remove(this);
                }
            }
        }
    }

    /** With what this thread has opened, unless another one was faster. */
    private @Nullable ZipFile beginIfOpen(OpenModule owner, @Nullable ZipFile opened) throws IOException {
        synchronized (files.lock) {
            requireOwner(owner);
            requireUnchanged(null);
            if (jar == null && opened != null) {
                jar = opened;
                OPEN.add(this);
                files.open.put(this, true);
            }
            if (jar != null) {
                files.open.get(this); // now the latest
                readings++;
            }
            return jar;
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

    /** As {@link JarFiles#opening} does; without an object for the first try, which nearly always succeeds. */
    private ZipFile openFile(boolean again, boolean asJar) throws IOException {
        try {
            return tryToOpen(again, asJar);
        } catch (IOException e) {
            if (!OpenFiles.mayBeLimitReached(e, path())) {
                throw e;
            }
        }
        return files.withRoom(() -> tryToOpen(again, asJar));
    }

    /**
     * Opens the file, if it is the one that was discovered or, again, the one that was open. A file that is put in its place meanwhile is
     * found by its contents.
     *
     * @param asJar whether entries may depend on the version of Java, or be signed: then a manifest is read for them
     */
    private ZipFile tryToOpen(boolean again, boolean asJar) throws IOException {
        ChangedArtifactException.requireSameFile(artifact, again); // to open another one may hang
        ZipFile file;
        try {
            file = asJar
                    ? new JarFile(path().toFile(), true, ZipFile.OPEN_READ, files.release)
                    : new ZipFile(path().toFile());
        } catch (ZipException e) {
            ChangedArtifactException.requireSameContents(artifact, again, e);
            throw new IOException(path() + " cannot be read as a jar: " + e.getMessage(), e);
        }
        try {
            image = readWhole && !again ? JarImage.read(artifact) : null;
            if (image == null) {
                ChangedArtifactException.requireSameContents(artifact, again, null);
            }
            return file;
        } catch (IOException | RuntimeException | Error e) {
            close(List.of(file));
            throw e;
        }
    }

    /**
     * From now on each reader gets a reason, even if the file is put back; whoever fails because the jar is closed finds it, too.
     *
     * @param open whether the open file is closed for that; else nothing is done if another thread has opened it
     */
    private void failForGood(String reason, boolean open) {
        List<ZipFile> closing;
        synchronized (files.lock) {
            if (changed != null || (jar != null && !open)) {
                return;
            }
            changed = reason;
            closing = takeAway(null);
        }
        close(closing);
        files.log.accept(reason);
    }

    /** Keeps the file open as long as what an owner hands out is referenced, until it is taken back. For use within a reading. */
    void lend(Object borrowed, OpenModule owner) throws IOException {
        synchronized (files.lock) {
            requireOwner(owner); // it would not take it back any more
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

    /** A further open jar of the same file, which is lent as long as it is referenced. For use within a reading. */
    JarFile lendJar(OpenModule owner) throws IOException {
        JarFile further = (JarFile) openFile(true, true);
        try {
            lend(further, owner);
        } catch (IOException e) {
            close(List.of(further));
            throw e;
        }
        return further;
    }

    /** Closes the file if nobody reads it. One that could not be opened again stays open and counts no more: nothing else has its bytes. */
    void closeIdle() {
        synchronized (files.lock) {
            if (jar == null || readings > 0 || !lent.isEmpty()) {
                return; // without looking at the file
            }
        }
        boolean same = ChangedArtifactException.isSameFile(artifact);
        List<ZipFile> closing = List.of();
        synchronized (files.lock) {
            boolean idle = jar != null && readings == 0 && lent.isEmpty();
            if (idle && same) {
                closing = takeAway(null);
            } else if (idle) {
                files.open.remove(this);
            }
        }
        close(closing);
    }

    // Files that are overwritten in place

    /** Whether it can be read now: it is open and was not overwritten, or its file has not changed. */
    boolean isIntact() {
        boolean open;
        synchronized (files.lock) {
            if (changed != null) {
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
        if (!(failure instanceof ChangedArtifactException)) {
            closeIfOverwritten();
            requireUnchanged(failure);
        }
    }

    private void requireUnchanged(@Nullable Exception failure) throws ChangedArtifactException {
        synchronized (files.lock) {
            if (changed != null) {
                throw new ChangedArtifactException(changed, failure);
            }
        }
    }

    private void closeIfOverwritten() {
        String reason = overwritten();
        if (reason != null) {
            evictFromJdk();
            failForGood(reason, true);
        }
    }

    /** Why the open file is not what was opened; null if it is, as far as can be seen, or none is open. */
    private @Nullable String overwritten() {
        if (!OPEN.contains(this)) {
            return null;
        }
        try {
            Fingerprint found = Fingerprint.of(path());
            boolean sameFile =
                    Objects.equals(found.key(), artifact.fingerprint().key());
            return sameFile && artifact.readContents() != artifact.contents()
                    ? ChangedArtifactException.message(artifact, found, true)
                    : null;
        } catch (IOException e) {
            return null; // another file has taken its place, or none
        }
    }
}
