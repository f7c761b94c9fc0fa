package dev.pluginhost.testkit.leaks;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes heap dumps, and searches them for what holds a plugin. Thread-safe. */
public final class HeapDump {

    private HeapDump() {}

    /**
     * Writes all reachable objects of this JVM to a file, after a collection. The JVM pauses meanwhile.
     *
     * @param hprof the file, which must not exist and has to end with {@code .hprof}
     * @return the file
     * @throws IllegalArgumentException if the file's name has another ending
     * @throws IllegalStateException if this JVM cannot write heap dumps
     * @throws UncheckedIOException if the file exists or cannot be written
     */
    public static Path write(Path hprof) {
        if (!hprof.toString().endsWith(".hprof")) {
            throw new IllegalArgumentException(
                    hprof + " does not end with .hprof, which the JVM requires of a heap dump; rename it");
        }
        try {
            Dumper.write(hprof);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a heap dump to " + hprof + "; see the cause", e);
        } catch (LinkageError | IllegalArgumentException e) { // no such module, no such bean
            throw new IllegalStateException(
                    "this JVM cannot write heap dumps; use one that is a HotSpot with the module jdk.management", e);
        }
        return hprof;
    }

    /**
     * Looks for what holds a plugin.
     *
     * @param hprof a heap dump that {@link #write} made in this JVM while {@code gone} existed
     * @param gone the plugin
     * @return the shortest path, if the plugin is held
     * @throws IllegalArgumentException if the file is no heap dump, or {@code gone} is not in it
     */
    public static Optional<HeldPath> shortestPath(Path hprof, Gone gone) {
        return paths(hprof, gone, 1).stream().findFirst();
    }

    /**
     * Looks for everything that holds a plugin.
     *
     * <p>If there are strong paths, only those are given; else those that end when a finaliser has run; else those through soft
     * references; else those that a heap dump shows in part. Weak and phantom references do not hold.
     *
     * @param hprof a heap dump that {@link #write} made in this JVM while {@code gone} existed
     * @param gone the plugin
     * @param limit how many paths to look for at most
     * @return a path for each reference of a root that leads to the plugin, the shortest first; empty if the plugin is
     *     gone or the search finds nothing that holds it
     * @throws IllegalArgumentException if the file is no heap dump, or {@code gone} is not in it
     */
    public static List<HeldPath> paths(Path hprof, Gone gone, int limit) {
        if (!Files.isReadable(hprof)) {
            throw new IllegalArgumentException("the heap dump " + hprof + " cannot be read; write it first");
        }
        return SearchLoader.ONE.paths(hprof, gone, limit);
    }

    /** A separate class, so that this one can be used without the module jdk.management. */
    private static final class Dumper {

        private Dumper() {}

        static void write(Path hprof) throws IOException {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpHeap(hprof.toAbsolutePath().toString(), true);
        }
    }
}
