package dev.pluginhost.benchmarks.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A class archive (CDS) of what a JVM has loaded, with the classes of plugins. A JVM that cannot use its archive says nothing, so
 * one run counts the classes that come from it.
 *
 * @param user what it is for
 */
record Archive(String user, Path file) {

    /** A line of the log is like {@code [0.6s][info][class,load] acme.p00000.Total source: …}. */
    private static final String OF_PLUGIN = "] acme.";

    private static final String FROM_ARCHIVE = " source: shared objects file (top)";

    /** The options of the JVM that makes it. */
    List<String> make() {
        return List.of("-XX:ArchiveClassesAtExit=" + file);
    }

    /** The options of a JVM that uses it. */
    List<String> use() {
        return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto");
    }

    /** The options of a JVM that uses it and logs where its classes come from. */
    List<String> useAndLog() {
        return List.of(use().get(0), use().get(1), "-Xlog:class+load:file=" + log());
    }

    /**
     * Reads the log.
     *
     * @return a note if some classes of plugins do not come from the archive; else nothing
     * @throws IllegalStateException if no class of a plugin comes from the archive
     */
    List<String> check() throws IOException {
        List<String> classes = Files.readAllLines(log()).stream()
                .filter(line -> line.contains(OF_PLUGIN))
                .toList();
        long archived =
                classes.stream().filter(line -> line.endsWith(FROM_ARCHIVE)).count();
        if (archived == 0) {
            throw new IllegalStateException("No class of a plugin is from the archive: " + user);
        }
        return archived == classes.size()
                ? List.of()
                : List.of(user + ": only " + archived + " of " + classes.size()
                        + " classes of plugins are from the archive");
    }

    private Path log() {
        return file.resolveSibling(file.getFileName() + ".log");
    }
}
