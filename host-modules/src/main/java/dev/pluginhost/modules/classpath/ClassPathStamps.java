package dev.pluginhost.modules.classpath;

import dev.pluginhost.modules.scan.Fingerprint;
import java.io.IOException;
import java.lang.module.InvalidModuleDescriptorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a class path look like, by their paths: of a jar within another one it is the outer file, of a directory its declaration.
 * For use by one thread.
 */
final class ClassPathStamps {

    private static final String ABSENT = "-";

    private final Map<String, String> stamps;
    private final Instant at = Instant.now();
    private boolean whole;

    /** The real paths of so many stamped files; null before they are asked for. */
    private @Nullable Set<Path> realPaths;

    private int countOfReal;

    /** Stamps to which others are added; null if what came before cannot be kept. */
    ClassPathStamps(@Nullable Map<String, String> before) {
        stamps = before == null ? new TreeMap<>() : new TreeMap<>(before);
        whole = before != null;
    }

    /** Adds that of the file of an entry or a root, unless it is there. */
    void add(String location) {
        Path file = whole ? ClassPathRoots.file(location) : null;
        if (file == null) {
            whole = false;
        } else if (!stamps.containsKey(file.toString())) {
            String stamp = stamp(file, at);
            whole = stamp != null;
            stamps.put(file.toString(), stamp == null ? "" : stamp);
        }
    }

    /** Whether there is that of the file of a root, by the same path or another one. */
    boolean have(String root) {
        Path file = ClassPathRoots.file(root);
        return file != null
                && (stamps.containsKey(file.toString()) || realPaths().contains(real(file)));
    }

    private Set<Path> realPaths() {
        Set<Path> known = realPaths;
        if (known == null || countOfReal != stamps.size()) {
            known = new HashSet<>();
            for (String path : stamps.keySet()) {
                known.add(real(Path.of(path)));
            }
            realPaths = known;
            countOfReal = stamps.size();
        }
        return known;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }

    /**
     * Gives up all stamps if that of one of these roots is not there: a jar that no entry names, such as one that an agent has added, may not be on
     * the class path the next time.
     */
    void demand(Set<String> roots) {
        for (String root : roots) {
            whole = whole && have(root);
        }
    }

    /** Gives up all stamps if a file could not be read, unless its content is the cause, which its stamp tells. */
    void failed(String location, Exception cause) {
        Path file = ClassPathRoots.file(location);
        boolean isContent = cause instanceof ZipException || cause instanceof InvalidModuleDescriptorException;
        boolean isThere = file == null || Files.isRegularFile(file);
        whole = whole && (isContent || !isThere);
    }

    /** All stamps; null if one of them is not known, or if a later change of a file may not show in one. */
    @Nullable
    Map<String, String> get() {
        return whole ? stamps : null;
    }

    /** Whether files still have these stamps. */
    static boolean areTrue(Map<String, String> stamps) {
        try {
            for (Map.Entry<String, String> stamp : stamps.entrySet()) {
                if (!stamp.getValue().equals(stamp(Path.of(stamp.getKey()), Instant.MAX))) {
                    return false;
                }
            }
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Null if it is not known, or if a write after that time may leave the same. */
    private static @Nullable String stamp(Path file, Instant at) {
        try {
            Fingerprint found = Fingerprint.of(file);
            if (found.isDirectory()) {
                String declaration = stamp(file.resolve(ClassPathRoots.DECLARATION), at);
                return declaration == null ? null : "directory " + declaration;
            }
            return found.isSettledAt(at) ? found.text() : null;
        } catch (NoSuchFileException e) {
            return ABSENT;
        } catch (IOException e) {
            return null;
        }
    }
}
