package dev.pluginhost.testkit.leaks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that a test expects to be collected. It is referred to weakly, by its class loader: a plugin is collected as a
 * whole when nothing holds its class loader any more.
 *
 * <pre>{@code
 * Gone weather = Gone.of(host.importModule("acme.weather").module());
 * host.unload("acme.weather").join();
 * weather.assertCollected(); // or fails and shows what holds it
 * }</pre>
 *
 * <p>A local variable of the test that refers to an object of the plugin holds it, too, and is reported. Immutable and
 * thread-safe.
 */
public final class Gone {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int PATHS_IN_A_MESSAGE = 3;
    private static final SecureRandom TOKENS = new SecureRandom();

    private final String name;
    private final ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();

    /**
     * Read from heap dumps, by the name of this field. Not a weak reference, which is cleared before finalisers run: a finaliser
     * has the plugin, and may store it.
     */
    private final PhantomReference<ClassLoader> loader;

    /** Identifies this instance in a heap dump. */
    private final long token = TOKENS.nextLong();

    private Gone(String name, ClassLoader loader) {
        this.name = name;
        this.loader = new PhantomReference<>(loader, cleared);
    }

    /**
     * Remembers the plugin of a module.
     *
     * @param module a module of the plugin
     * @return the plugin that is expected to be gone
     * @throws IllegalArgumentException if the class loader is never collected
     */
    public static Gone of(Module module) {
        return of(module.isNamed() ? module.getName() : module.toString(), module.getClassLoader());
    }

    /**
     * Remembers a class loader.
     *
     * @param name its name in messages
     * @param loader the loader; null for that of the JVM
     * @return the plugin that is expected to be gone
     * @throws IllegalArgumentException if the class loader is never collected: the JVM's own, the platform's, the
     *     application's, or one that these delegate to
     */
    public static Gone of(String name, @Nullable ClassLoader loader) {
        ClassLoader lasting = ClassLoader.getSystemClassLoader();
        while (lasting != null && lasting != loader) {
            lasting = lasting.getParent();
        }
        if (loader == null || lasting != null) {
            throw new IllegalArgumentException(
                    name + " has the class loader " + (loader == null ? "of the JVM itself" : loader)
                            + ", which lives as long as the JVM; name what a layer or a loader of its own has loaded");
        }
        return new Gone(name, loader);
    }

    /**
     * Its name in messages.
     *
     * @return the name of the module, or the one that was given
     */
    public String name() {
        return name;
    }

    /**
     * Whether it has been collected. Asks for no collection. A plugin that waits for a finaliser is not collected.
     *
     * @return whether it is gone
     */
    public boolean isCollected() {
        return loader.refersTo(null);
    }

    /**
     * Asserts that it is gone: asks the JVM to collect, waits for at most 10 seconds, and looks for what holds it if it is
     * not collected.
     *
     * @throws AssertionError if it is not collected; the message shows the shortest path that holds it
     */
    public void assertCollected() {
        assertCollected(DEFAULT_TIMEOUT);
    }

    /**
     * Asserts that it is gone: asks the JVM to collect several times, and looks for what holds it if it is not collected. The search
     * takes seconds, and about ten more for each million objects in the heap. It needs some 20 bytes of memory for each object,
     * and room for a heap dump in the directory for temporary files.
     *
     * @param timeout how long to wait at most before the search; zero or less for one collection
     * @throws AssertionError if it is not collected; the message shows the shortest path that holds it
     */
    public void assertCollected(Duration timeout) {
        if (awaitCollected(timeout)) {
            return;
        }
        List<HeldPath> paths;
        try {
            paths = paths();
        } catch (Exception | LinkageError | OutOfMemoryError e) { // Kotlin declares none
            throw new AssertionError(
                    stillThere(timeout)
                            + ", and what holds it could not be found; see the cause, or look into a heap dump",
                    e);
        }
        if (!isCollected()) { // writing the dump has collected once more
            throw new AssertionError(stillThere(timeout) + describe(paths));
        }
    }

    /**
     * Looks for what holds it, in a heap dump that is deleted again.
     *
     * @return the shortest path, if it is held
     * @throws IllegalStateException if this JVM cannot write heap dumps
     * @throws UncheckedIOException if the heap dump cannot be written or read
     */
    public Optional<HeldPath> path() {
        return paths().stream().findFirst();
    }

    /**
     * Looks for what holds it, in a heap dump that is written to a file and stays there.
     *
     * @param hprof the file, which must not exist and has to end with {@code .hprof}
     * @return the shortest path, if it is held
     * @throws IllegalStateException if this JVM cannot write heap dumps
     * @throws UncheckedIOException if the heap dump cannot be written or read
     */
    public Optional<HeldPath> path(Path hprof) {
        try {
            return HeapDump.shortestPath(HeapDump.write(hprof), this);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Looks for everything that holds it, in a heap dump that is deleted again.
     *
     * @return at most three paths, one for each reference of a root that leads to it, the shortest first; empty if it is
     *     gone or the search finds nothing that holds it
     * @throws IllegalStateException if this JVM cannot write heap dumps
     * @throws UncheckedIOException if the heap dump cannot be written or read
     */
    public List<HeldPath> paths() {
        try {
            Path directory = Files.createTempDirectory(
                    "pluginhost-leaks-" + ProcessHandle.current().pid() + "-");
            Path hprof = directory.resolve("heap.hprof");
            try {
                HeapDump.write(hprof);
                return HeapDump.paths(hprof, this, PATHS_IN_A_MESSAGE);
            } finally {
                Files.deleteIfExists(hprof);
                Files.delete(directory);
                Reference.reachabilityFence(this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long token() {
        return token;
    }

    private boolean awaitCollected(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        long pause = FIRST_PAUSE;
        while (true) {
            System.gc();
            long left = end - System.nanoTime();
            if (isCollected() || left <= 0) {
                return isCollected();
            }
            try {
                cleared.remove(Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(pause, left))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + name + " to be collected", e);
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private String stillThere(Duration timeout) {
        return name + " was not collected within " + timeout.toMillis() + " ms";
    }

    private static String describe(List<HeldPath> paths) {
        if (paths.isEmpty()) {
            return ", though no path in a heap dump leads to its class loader"
                    + "; look for what heap dumps do not show: its methods that run, with a thread dump, fields of"
                    + " java.lang.Class, as the class data of hidden classes, and references of the JVM's own";
        }
        StringBuilder text = new StringBuilder();
        HeldPath.Strength strength = paths.get(0).strength();
        text.append(", being held ")
                .append(strength.adverb())
                .append(" by\n  ")
                .append(paths.get(0).text("\n    -> "));
        paths.stream().skip(1).forEach(path -> text.append("\nand by\n  ").append(path.text("\n    -> ")));
        return text.append("\n; ").append(cure(strength)).toString();
    }

    private static String cure(HeldPath.Strength strength) {
        return switch (strength) {
            case STRONG -> "undo the first of these references in the stop of the plugin, or release it in the test";
            case FINALIZER -> "let the finaliser return, or remove it";
            case SOFT ->
                "empty that cache in the plugin's stop, as ResourceBundle.clearCache does; else it stays until memory"
                        + " gets short";
            case HIDDEN -> "undo in the plugin's stop what has put it there, as ClassValue.remove does";
        };
    }
}
