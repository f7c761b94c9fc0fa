package dev.pluginhost.benchmarks.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A class archive (CDS) of what a JVM has loaded, plugins' classes included. A JVM that cannot use it does without and says
 * nothing, so what it loads from there is counted once. Not safe for use by several threads.
 */
final class Archive {

    private static final String FROM_ARCHIVE = " source: shared objects file (top)";

    private final String user;
    private final Path file;
    private final Set<String> packages;
    private int loaded;
    private int archived;

    /**
     * One that is not there yet.
     *
     * @param user what it is for
     * @param packages those of the plugins
     */
    Archive(String user, Path file, Set<String> packages) {
        this.user = user;
        this.file = file;
        this.packages = Set.copyOf(packages);
    }

    /** The options of the JVM that makes it. */
    List<String> make() {
        return List.of("-XX:ArchiveClassesAtExit=" + file);
    }

    /** The options of a JVM that uses it. */
    List<String> use() {
        return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto");
    }

    /** The same, of one that says where its classes are from. */
    List<String> useAndTell() {
        List<String> options = new ArrayList<>(use());
        options.add("-Xlog:class+load:file=" + log());
        return options;
    }

    /**
     * Looks at what the JVM has said.
     *
     * @throws IllegalStateException if no class of a plugin is from the archive
     */
    void check() throws IOException {
        for (String line : Files.readAllLines(log())) {
            if (isOfPlugin(line)) {
                loaded++;
                if (line.endsWith(FROM_ARCHIVE)) {
                    archived++;
                }
            }
        }
        if (archived == 0) {
            throw new IllegalStateException("No class of a plugin is from the archive: " + user);
        }
    }

    /** What did not come from it, if anything. */
    Optional<String> note() {
        return archived == loaded
                ? Optional.empty()
                : Optional.of(
                        user + ": only " + archived + " of " + loaded + " classes of plugins are from the archive");
    }

    private Path log() {
        return file.resolveSibling(file.getFileName() + ".log");
    }

    /** A line is like {@code [0.6s][info][class,load] acme.p000.Total source: …}. */
    private boolean isOfPlugin(String line) {
        int begin = line.indexOf("] ", line.indexOf("[class,load"));
        int end = line.indexOf(' ', begin + 2);
        if (begin < 0 || end < 0) {
            return false;
        }
        String name = line.substring(begin + 2, end);
        int dot = name.lastIndexOf('.');
        return dot > 0 && packages.contains(name.substring(0, dot));
    }
}
