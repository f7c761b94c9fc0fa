package dev.pluginhost.impl.application;

import dev.pluginhost.impl.scan.Fingerprint;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
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
