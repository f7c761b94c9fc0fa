package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.scan.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.JarFile;

/**
 * The open jars of a host. When there are more than the budget allows, idle ones are closed, the least recently read first. A jar that is being
 * read stays open, so the budget may be exceeded. A jar whose file was replaced stays open, too, and does not count.
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

    /** The jars that count, open or being opened, the latest read last. Guarded by the lock. */
    final Map<SharedJar, Boolean> open = new LinkedHashMap<>(16, 0.75f, true);

    final Consumer<String> log;

    /** The release of Java whose classes are read in multi-release jars. */
    final Runtime.Version release;

    /** Read by any thread; set by the first one that meets it, and by others at the same time to the same. */
    private volatile int most;

    private volatile boolean limitUnread;
    private boolean warned;

    /** With so many open jars at most, or {@link #BY_LIMIT}. The log takes warnings and must neither wait nor throw. */
    public JarFiles(int most, Consumer<String> log) {
        this(most, log, JarFile.runtimeVersion());
    }

    /** Likewise, to read what multi-release jars have for a release of Java. */
    public JarFiles(int most, Consumer<String> log, Runtime.Version release) {
        if (most < 0) {
            throw new IllegalArgumentException("A host needs at least 1 open file, not " + most);
        }
        this.most = most == BY_LIMIT ? WITHOUT_LIMIT : most;
        this.limitUnread = most == BY_LIMIT;
        this.log = log;
        this.release = release;
    }

    /** How many jars are open or being opened now, replaced ones excepted. */
    public int count() {
        synchronized (lock) {
            return open.size();
        }
    }

    @Override
    public void closeIdle() {
        inOrder().forEach(SharedJar::closeIdle);
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
        return withRoom(opening);
    }

    /** Opens a file after the idle jars are closed. */
    <T> T withRoom(Opening<T> opening) throws IOException {
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
            open.put(jar, true);
            if (!isExceeded()) {
                return;
            }
        }
        keepWithin();
        synchronized (lock) {
            if (!isExceeded() || warned) {
                return;
            }
            warned = true;
        }
        log.accept("More than " + most + " jars of plugins are open, as all of them are being read;"
                + " close streams of resources after use, or raise openFiles(...). This is logged once");
    }

    /** Whether there are too many. To be called under the lock. */
    boolean isExceeded() {
        return open.size() > most;
    }

    /** Closes idle jars if there are too many, but not the one that was just read, which would be opened with each class. */
    void keepWithin() {
        if (limitUnread) {
            most = budget(processLimits());
            limitUnread = false;
        }
        List<SharedJar> jars = inOrder();
        for (int i = 0; i < jars.size() - 1 && count() > most; i++) {
            jars.get(i).closeIdle();
        }
    }

    private List<SharedJar> inOrder() {
        synchronized (lock) {
            return new ArrayList<>(open.keySet());
        }
    }

    private static String processLimits() {
        try {
            return Files.readString(Path.of("/proc/self/limits"));
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** A quarter of the process's limit of open files, within bounds. Only Linux tells the limit. */
    static int budget(String limits) {
        String name = "Max open files";
        int at = limits.indexOf(name);
        if (at < 0) {
            return UNKNOWN_LIMIT;
        }
        String soft = limits.substring(at + name.length()).strip().split(" ", 2)[0];
        return soft.matches("\\d{1,18}")
                ? (int) Math.max(1, Math.min(MOST, Long.parseLong(soft) / 4))
                : soft.equals("unlimited") ? MOST : UNKNOWN_LIMIT;
    }
}
