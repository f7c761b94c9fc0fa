package dev.pluginhost.modules.unpack;

import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.index.KeptBytes;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Removes what is of no use in the directory of unpacked bundles, whichever host has left it there: bundles that are neither in use nor
 * installed, and what is left of processes that were killed. It has a thread of its own: it looks at the zip files of all applications that
 * share the directory, and their file systems may hang.
 */
public final class Sweep implements Runnable {

    private static final String UNPACKING = "new-";
    private static final String REMOVING = "gone-";

    private static final Pattern OWN = Pattern.compile("(" + UNPACKING + "|" + REMOVING + ")[0-9a-f]{16}");

    /** The directories that are being swept, and whether that is to be done once more. Any thread asks; the one that sweeps removes it. */
    private static final Map<Path, Boolean> UNDER_WAY = new ConcurrentHashMap<>();

    private final Path bundles;

    private Sweep(Path bundles) {
        this.bundles = bundles;
    }

    /** A directory to unpack to, before it gets its name. */
    static Path growing(Path bundles) {
        return bundles.resolve(UNPACKING + random());
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** Soon sweeps the directory of the bundles of a store, if there is one. */
    public static void soon(IndexStore indexes) {
        soon(indexes.ofBundles().directory());
    }

    /** Soon sweeps a directory of bundles; while that hangs, it is not begun again. */
    static void soon(@Nullable Path bundles) {
        if (bundles == null || UNDER_WAY.put(bundles, true) != null) {
            return;
        }
        try {
            thread(new Sweep(bundles)).start();
        } catch (OutOfMemoryError e) {
            UNDER_WAY.remove(bundles); // a later use asks again
        }
    }

    /** A thread that keeps nothing of the one that makes it. */
    // the only way to a thread without its creator's access control context, as long as threads have one
    @SuppressWarnings("removal")
    private static Thread thread(Runnable sweep) {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        ThreadGroup root = top;
        Thread thread = AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> new Thread(root, sweep, "pluginhost-sweep", 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    @Override
    public void run() {
        do {
            UNDER_WAY.put(bundles, false);
            try {
                sweep();
            } catch (RuntimeException e) {
                // a later sweep tries again
            }
        } while (!UNDER_WAY.remove(bundles, false));
    }

    private void sweep() {
        if (Files.notExists(bundles.resolve(BundleUse.FILE))) {
            return;
        }
        IndexStore store = new IndexStore(bundles, (message, thrown) -> {}, message -> {});
        Set<String> needed = new HashSet<>();
        boolean all = true;
        List<Path> directories = new ArrayList<>();
        for (Path entry : list(bundles)) {
            String name = entry.getFileName().toString();
            if (name.endsWith(".index")) {
                all &= read(store, entry, needed);
            } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                directories.add(entry);
            }
        }
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            if (OWN.matcher(name).matches() || (all && Unpacker.isHash(name) && !needed.contains(name))) {
                removeUnused(directory);
            }
        }
    }

    /**
     * Notes which bundle an installed zip file needs, by what is known of that file; if that is damaged, or if the zip file is not there any more,
     * it is deleted. False if it cannot be read, as that of another version.
     */
    private boolean read(IndexStore store, Path file, Set<String> needed) {
        byte[] bytes = store.readFile(bundles, file.getFileName().toString(), read -> read);
        if (bytes == null) {
            return false;
        }
        try {
            Origin origin = Origin.decode(bytes);
            if (origin.isInstalled()) {
                needed.add(origin.hash());
                return true;
            }
        } catch (IOException | RuntimeException e) {
            if (KeptBytes.areWhole(bytes)) {
                return false;
            }
        }
        delete(file);
        return true;
    }

    private static void removeUnused(Path directory) {
        Path gone = null;
        try (FileLock alone = BundleUse.forRemoval(directory)) {
            gone = alone == null ? null : rename(directory);
        } catch (IOException e) {
            // the lock ends with the process
        }
        if (gone != null) {
            delete(gone);
        }
    }

    /** Removes a directory, whoever uses it. */
    static void remove(Path directory) {
        Path gone = rename(directory);
        if (gone != null) {
            delete(gone);
        }
    }

    private static @Nullable Path rename(Path directory) {
        Path gone = directory.resolveSibling(REMOVING + random());
        try {
            return Files.move(directory, gone);
        } catch (IOException e) {
            return null; // in use on a system that does not let it go, or another one has removed it
        }
    }

    /** Deletes what is at a path, and all below it; follows no links. */
    static void delete(Path path) {
        try {
            if (!Files.isSymbolicLink(path)) {
                list(path).forEach(Sweep::delete);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // a later sweep tries again
        }
    }

    private static List<Path> list(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            found.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return entries;
    }
}
