package dev.pluginhost.impl.unpack;

import dev.pluginhost.impl.index.IndexStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Removes what is of no use in the directory of unpacked bundles, whichever host has left it there: bundles that are neither in use nor
 * installed, and what is left of processes that were killed. Stateless.
 */
public final class Sweep {

    private static final String UNPACKING = "new-";
    private static final String REMOVING = "gone-";

    private static final Pattern OWN = Pattern.compile("(" + UNPACKING + "|" + REMOVING + ")[0-9a-f]{16}");

    /** A file without which nothing in a directory is removed: nobody has unpacked anything there. */
    private static final String MARK = "in-use.lock";

    private Sweep() {}

    /** A directory to unpack to, before it gets its name. */
    static Path growing(Path bundles) {
        return bundles.resolve(UNPACKING
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** Says that a directory is for unpacked bundles. */
    static void mark(Path bundles) throws IOException {
        try {
            Files.createFile(bundles.resolve(MARK));
        } catch (FileAlreadyExistsException e) {
            // as from the second time on
        }
    }

    /** Sweeps the directory of the bundles of a store, if there is one. */
    public static void of(IndexStore indexes) {
        IndexStore store = indexes.ofBundles();
        Path bundles = store == null ? null : store.directory();
        if (bundles != null && Files.isDirectory(bundles)) {
            run(bundles);
        }
    }

    /** Sweeps when a use of a bundle has ended, unless the bundle is still installed as far as this use knows. */
    static void after(Path zip, Path directory) {
        try {
            Path bundles = directory.getParent();
            Origin origin = bundles == null ? null : Origin.read(store(bundles), zip);
            boolean installed = origin != null
                    && origin.hash().equals(directory.getFileName().toString())
                    && origin.isInstalled();
            if (bundles != null && !installed) {
                run(bundles);
            }
        } catch (RuntimeException e) {
            // a later sweep finds it
        }
    }

    private static IndexStore store(Path bundles) {
        return new IndexStore(bundles, (message, thrown) -> {}, message -> {});
    }

    private static void run(Path bundles) {
        if (Files.notExists(bundles.resolve(MARK))) {
            return;
        }
        UseLock.forgetRemoved();
        IndexStore store = store(bundles);
        Set<String> needed = new HashSet<>();
        boolean all = true;
        List<Path> directories = new ArrayList<>();
        for (Path entry : list(bundles)) {
            String name = entry.getFileName().toString();
            if (UseLock.isLock(entry)) {
                if (UseLock.isLive(entry)) {
                    needed.add(UseLock.directory(entry));
                }
            } else if (name.endsWith(".index")) {
                Origin origin = store.readFile(bundles, name, Origin::decodeAny);
                all &= origin != null; // as a thread that is interrupted reads nothing
                if (origin != null && origin.isInstalled()) {
                    needed.add(origin.hash());
                } else if (origin != null) {
                    delete(entry);
                }
            } else if (Files.isDirectory(entry)) {
                directories.add(entry);
            }
        }
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            boolean known = OWN.matcher(name).matches() || (all && Unpacker.isHash(name));
            if (known && !needed.contains(name)) {
                remove(directory, false);
            }
        }
    }

    /**
     * Removes a directory; if it is not to be removed in any case, unless somebody has begun to use it. That is looked at after it has lost its
     * name, and users look for it after they have said that they use it, so one of them sees the other.
     */
    static void remove(Path directory, boolean inAnyCase) {
        Path bundles = directory.getParent();
        if (bundles == null) {
            return;
        }
        Path gone = bundles.resolve(REMOVING
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        UseLock mine = UseLock.of(gone);
        try {
            Files.move(directory, gone);
            String name = directory.getFileName().toString();
            for (Path entry : list(bundles)) {
                if (!inAnyCase
                        && UseLock.isLock(entry)
                        && UseLock.directory(entry).equals(name)
                        && UseLock.isLive(entry)) {
                    Files.move(gone, directory);
                    return;
                }
            }
            delete(gone);
        } catch (IOException e) {
            // in use on a system that does not let it go, or another one has removed it
        } finally {
            mine.release();
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
