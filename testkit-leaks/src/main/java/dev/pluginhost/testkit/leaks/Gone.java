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
 * A plugin that a test expects to be gone. It is remembered weakly, by its class loader: nothing of a plugin is collected
 * while that is held, and all of it is when that is not.
 *
 * <pre>{@code
 * Gone weather = Gone.of(host.importModule("acme.weather").module());
 * host.unload("acme.weather").join();
 * weather.assertCollected(); // or says what holds it
 * }</pre>
 *
 * <p>A local variable of the test that has anything of the plugin in it holds it as well, and is said to. Immutable, and safe
 * for use by any thread.
 */
public final class Gone {

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int PATHS_IN_A_MESSAGE = 3;
    private static final SecureRandom TOKENS = new SecureRandom();

    private final String name;
    private final ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();

    /**
     * Read from heap dumps, by its name. Not a weak reference, which is cleared before finalisers run, though these have the
     * plugin and may let others have it.
     */
    private final PhantomReference<ClassLoader> loader;

    /** By this a heap dump's reader knows which of the instances this is. */
    private final long token = TOKENS.nextLong();

    private Gone(String name, ClassLoader loader) {
        this.name = name;
        this.loader = new PhantomReference<>(loader, cleared);
    }

    /**
     * Remembers the plugin that a module is of.
     *
     * @param module a module of the plugin
     * @return what is expected to be gone
     * @throws IllegalArgumentException if the module's class loader is one that never goes
     */
    public static Gone of(Module module) {
        return of(module.isNamed() ? module.getName() : module.toString(), module.getClassLoader());
    }

    /**
     * Remembers a class loader.
     *
     * @param name what messages call it
     * @param loader the loader; null stands for the JVM's own
     * @return what is expected to be gone
     * @throws IllegalArgumentException if the class loader is one that never goes: the JVM's own, the platform's, the
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
     * What messages call it.
     *
     * @return the name of the module, or the one that was given
     */
    public String name() {
        return name;
    }

    /**
     * Whether it has been collected already. Asks for no collection. What waits for a finaliser is not gone.
     *
     * @return whether it is gone
     */
    public boolean isCollected() {
        return loader.refersTo(null);
    }

    /**
     * Asserts that it is gone: asks the JVM to collect, waits for 10 seconds at most, and looks for what holds it if it is still
     * there.
     *
     * @throws AssertionError if it is there; the message shows the shortest path that holds it
     */
    public void assertCollected() {
        assertCollected(DEFAULT_PATIENCE);
    }

    /**
     * Asserts that it is gone: asks the JVM to collect, again and again while there is time, and looks for what holds it if it is
     * still there. That look takes seconds, and about ten more for each million objects in the heap; it needs some 20 bytes of
     * memory for each, and room for a heap dump in the directory for temporary files.
     *
     * @param patience how long to wait at most before looking; not positive: one collection is asked for
     * @throws AssertionError if it is there; the message shows the shortest path that holds it
     */
    public void assertCollected(Duration patience) {
        if (awaitCollected(patience)) {
            return;
        }
        List<HeldPath> paths;
        try {
            paths = paths();
        } catch (Exception | LinkageError | OutOfMemoryError e) { // Kotlin declares none
            throw new AssertionError(
                    stillThere(patience)
                            + ", and what holds it could not be found; see the cause, or look into a heap dump",
                    e);
        }
        if (!isCollected()) { // writing the dump has collected once more
            throw new AssertionError(stillThere(patience) + describe(paths));
        }
    }

    /**
     * Looks for what holds it, in a heap dump that is deleted again.
     *
     * @return the shortest path, if it is there and is held
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
     * @return the shortest path, if it is there and is held
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
     * Looks for all that holds it, in a heap dump that is deleted again.
     *
     * @return a path for each reference of a root that leads to it, but no more than three, the shortest first; empty if it is
     *     gone, or nothing is found that holds it
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

    private boolean awaitCollected(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
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

    private String stillThere(Duration patience) {
        return name + " was not collected within " + patience.toMillis() + " ms";
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
            case STRONG ->
                "let the plugin undo the first of these references in its stop, or the test let go of what it has";
            case FINALIZER -> "let the finaliser return, or do without one";
            case SOFT ->
                "empty that cache in the plugin's stop, as ResourceBundle.clearCache does; else it stays until memory"
                        + " gets short";
            case HIDDEN -> "undo in the plugin's stop what has put it there, as ClassValue.remove does";
        };
    }
}
