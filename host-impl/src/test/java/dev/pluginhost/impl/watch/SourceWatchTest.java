package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.impl.faults.FaultyFileSystem;
import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A watch")
class SourceWatchTest {

    /** No wait is longer; nothing that works comes near it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration SETTLE = Duration.ofMillis(50);

    private final BlockingQueue<Changes> reported = new LinkedBlockingQueue<>();
    private final List<SourceWatch> watches = new ArrayList<>();

    @TempDir
    private Path temp;

    private Path plugins;

    @BeforeEach
    void makeDirectory() throws IOException {
        plugins = Files.createDirectory(temp.resolve("plugins"));
    }

    @AfterEach
    void close() throws InterruptedException {
        for (SourceWatch watch : watches) {
            watch.close();
            assertTrue(watch.awaitEnd(PATIENCE), "a thread is left");
        }
    }

    private SourceWatch watch(Consumer<Changes> listener, Path... paths) {
        SourceWatch watch = notBegun(listener, paths);
        watch.begin(PATIENCE);
        return watch;
    }

    private SourceWatch notBegun(Consumer<Changes> listener, Path... paths) {
        List<Source> sources = Arrays.stream(paths)
                .<Source>map(path -> new Source(path, false))
                .toList();
        SourceWatch watch =
                new SourceWatch(sources, SETTLE, listener, getClass().getClassLoader());
        watches.add(watch);
        return watch;
    }

    private SourceWatch watch(Path... paths) {
        return watch(reported::add, paths);
    }

    private Changes next() throws InterruptedException {
        Changes next = reported.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        assertNotNull(next, "nothing is reported");
        return next;
    }

    /** Waits until all of these are reported; a machine that is held up may make two bursts of one. */
    private void awaitReported(Path... expected) throws InterruptedException {
        Set<Path> left = new HashSet<>(Set.of(expected));
        while (!left.isEmpty()) {
            Changes next = next();
            assertTrue(Set.of(expected).containsAll(next.changed()), () -> "unexpected: " + next);
            left.removeAll(next.changed());
        }
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Moves a file into place in one step, so that a slow test never shows half of it. */
    private void drop(Path file) throws IOException {
        Files.move(Files.writeString(temp.resolve("aside"), "one"), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void append(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardOpenOption.APPEND);
    }

    @Test
    @DisplayName("reports a jar that is dropped, changed, replaced and deleted")
    void jar() throws Exception {
        Path jar = plugins.resolve("a.jar");
        watch(plugins);
        write(jar, "one");
        awaitReported(jar);
        append(jar, "more");
        awaitReported(jar);
        Path aside = write(temp.resolve("aside"), "another");
        Files.move(aside, jar, StandardCopyOption.ATOMIC_MOVE);
        awaitReported(jar);
        Files.delete(jar);
        awaitReported(jar);
    }

    @Test
    @DisplayName("reports changes within bundles and exploded modules, also in those that came later")
    void inside() throws Exception {
        Path bundle = plugins.resolve("store");
        Path module = plugins.resolve("acme");
        write(bundle.resolve("store.jar"), "one");
        watch(plugins);
        append(bundle.resolve("store.jar"), "more");
        awaitReported(bundle);
        write(module.resolve("acme/deep/Type.class"), "one");
        write(module.resolve("module-info.class"), "one");
        awaitReported(module);
        append(module.resolve("acme/deep/Type.class"), "more");
        awaitReported(module);
    }

    @Test
    @DisplayName("reports a directory that is missing at first, is replaced by another one, disappears and comes back")
    void directory() throws Exception {
        Path later = temp.resolve("later");
        Path jar = later.resolve("a.jar");
        BlockingQueue<String> contents = new LinkedBlockingQueue<>();
        watch(changes -> contents.add(content(jar)), later);
        write(temp.resolve("first/a.jar"), "one");
        Files.move(temp.resolve("first"), later);
        awaitContent("one", contents);
        write(temp.resolve("second/a.jar"), "other");
        Files.move(later, temp.resolve("old"));
        Files.move(temp.resolve("second"), later);
        awaitContent("other", contents);
        append(jar, "more");
        awaitContent("othermore", contents);
        Files.move(later, temp.resolve("away"));
        awaitContent("", contents);
        Files.move(temp.resolve("away"), later);
        awaitContent("othermore", contents);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitContent(String expected, BlockingQueue<String> contents) throws InterruptedException {
        String content;
        do {
            content = contents.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            assertNotNull(content, expected);
        } while (!content.equals(expected));
    }

    @Test
    @DisplayName("reports changes behind links and below missing directories")
    void links() throws Exception {
        Path target = write(temp.resolve("elsewhere/target"), "one");
        Path link = Files.createSymbolicLink(plugins.resolve("a.jar"), target);
        Path later = temp.resolve("not/yet/there");
        watch(plugins, later);
        append(target, "more");
        awaitReported(link);
        Path jar = write(later.resolve("b.jar"), "one");
        awaitReported(later, jar);
    }

    @Test
    @DisplayName("watches several file systems")
    void fileSystems() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
                FileSystem zip = FileSystems.newFileSystem(temp.resolve("modules.zip"), Map.of("create", "true"))) {
            Path inMemory = memory.getPath("/work/acme");
            Path inZip = zip.getPath("/acme");
            for (Path module : List.of(inMemory, inZip)) {
                write(module.resolve("module-info.class"), "one");
            }
            SourceWatch watch = watch(plugins, inMemory, inZip);
            for (Path module : List.of(inMemory, inZip)) {
                write(module.resolve("acme/Type.class"), "one");
                awaitReported(module);
            }
            Path jar = write(plugins.resolve("a.jar"), "one");
            awaitReported(jar);
            watch.close();
            assertTrue(watch.awaitEnd(PATIENCE));
        }
    }

    @Test
    @DisplayName("reports on its own daemon thread, one call at a time, and what changes meanwhile afterwards")
    void oneAtATime() throws Exception {
        Path first = plugins.resolve("a.jar");
        Path second = plugins.resolve("b.jar");
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        watch(
                changes -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    threads.add(Thread.currentThread());
                    await(go);
                    running.decrementAndGet();
                    reported.add(changes);
                },
                plugins);
        drop(first);
        Thread thread = threads.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        assertNotNull(thread);
        assertTrue(thread.isDaemon());
        assertTrue(thread.getName().startsWith("pluginhost-watch-"), thread::getName);
        assertSame(getClass().getClassLoader(), thread.getContextClassLoader());
        drop(second);
        go.countDown();
        assertEquals(new Changes(Set.of(first), Set.of()), next());
        assertEquals(new Changes(Set.of(second), Set.of()), next());
        assertSame(thread, threads.poll());
        assertEquals(1, most.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("reports what changes once it has begun, before the first look of its own thread too")
    void fromTheBeginning() throws Exception {
        Path jar = plugins.resolve("a.jar");
        watch(plugins);
        write(jar, "one");
        awaitReported(jar);
    }

    @Test
    @DisplayName("goes on when its listener throws, which is logged, or is interrupted")
    void listenerThrows() throws Exception {
        Path first = plugins.resolve("a.jar");
        Path second = plugins.resolve("b.jar");
        Error thrown = new AssertionError("no good");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            watch(
                    changes -> {
                        reported.add(changes);
                        if (changes.changed().contains(first)) {
                            Thread.currentThread().interrupt();
                            throw thrown;
                        }
                    },
                    plugins);
            drop(first);
            awaitReported(first);
            assertEquals(
                    thrown.toString(),
                    log.await("Following the changes of plugins on disk failed")
                            .getThrown()
                            .toString());
            drop(second);
            assertEquals(new Changes(Set.of(second), Set.of()), next());
        }
    }

    @Test
    @DisplayName("goes on when a look fails in a way that none should")
    void lookFails() throws Exception {
        Error thrown = new OutOfMemoryError("for once");
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        FaultyFileSystem failing = new FaultyFileSystem(FileSystems.getDefault());
        failing.befall((operation, file) -> {
            if (operation == Operation.LIST && looks.incrementAndGet() == 2) {
                failed.countDown();
                throw thrown;
            }
        });
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            watch(failing.path(plugins));
            await(failed);
            assertEquals(
                    thrown.toString(),
                    log.await("this is tried again").getThrown().toString());
            Path jar = write(plugins.resolve("a.jar"), "one");
            awaitReported(failing.path(jar));
        }
    }

    @Test
    @DisplayName("can be closed more than once while its listener is called, and then reports nothing more")
    void closeWhileTelling() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SourceWatch watch = watch(
                changes -> {
                    telling.countDown();
                    await(go);
                    reported.add(changes);
                },
                plugins);
        Path jar = plugins.resolve("a.jar");
        drop(jar);
        await(telling);
        watch.close();
        watch.close();
        assertFalse(watch.awaitEnd(Duration.ZERO));
        drop(plugins.resolve("b.jar"));
        go.countDown();
        assertTrue(watch.awaitEnd(PATIENCE));
        assertEquals(List.of(new Changes(Set.of(jar), Set.of())), List.copyOf(reported));
    }

    @Test
    @DisplayName("can be closed by its listener, and leaves no thread")
    void closeFromListener() throws Exception {
        SourceWatch[] watch = new SourceWatch[1];
        CountDownLatch made = new CountDownLatch(1);
        watch[0] = watch(
                changes -> {
                    await(made);
                    watch[0].close();
                    reported.add(changes);
                },
                plugins);
        made.countDown();
        Path jar = plugins.resolve("a.jar");
        drop(jar);
        awaitReported(jar);
        assertTrue(watch[0].awaitEnd(PATIENCE));
    }

    @Test
    @DisplayName("leaves no thread when closed")
    void leavesNothing() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        SourceWatch watch = watch(plugins);
        Set<Thread> own = new HashSet<>(Thread.getAllStackTraces().keySet());
        own.removeAll(before);
        own.removeIf(thread -> !thread.getName().startsWith("pluginhost-watch-"));
        assertEquals(1, own.size(), own::toString);
        watch.close();
        assertTrue(watch.awaitEnd(PATIENCE));
        for (Thread thread : own) {
            thread.join(PATIENCE.toMillis());
            assertFalse(thread.isAlive(), thread::getName);
        }
    }

    @Test
    @DisplayName("that is closed before it begins never begins")
    void closedBefore() throws Exception {
        SourceWatch watch = notBegun(reported::add, plugins);
        watch.close();
        watch.begin(PATIENCE);
        assertTrue(watch.awaitEnd(Duration.ZERO));
    }

    @Test
    @DisplayName("whose first walk fails or takes too long walks again, and then reports that it has begun late")
    void beginsLate() throws Exception {
        FaultyFileSystem files = new FaultyFileSystem(FileSystems.getDefault());
        files.befall((operation, file) -> {
            throw new OutOfMemoryError("as the test wants");
        });
        SourceWatch watch = notBegun(reported::add, files.path(plugins));
        watch.begin(Duration.ZERO);
        files.heal();
        assertEquals(new Changes(Set.of(), Set.of()), next());
        drop(plugins.resolve("a.jar"));
        awaitReported(files.path(plugins.resolve("a.jar")));
    }

    @Test
    @DisplayName("needs a settling time of more than zero")
    void settlingTime() {
        for (Duration settle : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SourceWatch(
                            List.of(), settle, reported::add, getClass().getClassLoader()));
        }
        SourceWatch endless = new SourceWatch(
                List.of(new Source(plugins, false)),
                Duration.ofSeconds(Long.MAX_VALUE),
                reported::add,
                getClass().getClassLoader());
        watches.add(endless);
        endless.begin(PATIENCE);
    }

    @Test
    @DisplayName("ends up with what there is, whatever was done to the files")
    void hammered() throws Exception {
        new Hammer(1).run();
        new Hammer(2).run();
    }

    /**
     * Changes files and directories at random, then stops, and expects that what was reported is what exists. {@code -Phammer -Dhammer.seconds=N} goes on for longer.
     */
    private final class Hammer {

        private static final int OPERATIONS = 400;

        private final Random random;

        /** What a listener that looks at the reported paths has seen; used by the watch's thread, then the test's. */
        private final Map<Path, Object> model = new ConcurrentHashMap<>();

        private final BlockingQueue<Changes> calls = new LinkedBlockingQueue<>();

        Hammer(long seed) {
            this.random = new Random(seed);
        }

        void run() throws Exception {
            model.putAll(there());
            watch(this::follow, plugins);
            long end = System.nanoTime()
                    + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0)) / 20;
            for (int i = 0; i < OPERATIONS || System.nanoTime() < end; i++) {
                operate();
                if (random.nextInt(40) == 0) {
                    calls.poll(
                            random.nextInt(150), TimeUnit.MILLISECONDS); // so that some bursts settle, and some do not
                }
            }
            Map<Path, Object> there = there();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!there.equals(model)) {
                if (System.nanoTime() > deadline) {
                    assertEquals(there, model);
                }
                calls.poll(100, TimeUnit.MILLISECONDS);
            }
        }

        private void follow(Changes changes) {
            for (Path path : changes.changed()) {
                try {
                    Object now = at(path);
                    if (now == null) {
                        model.remove(path);
                    } else {
                        model.put(path, now);
                    }
                } catch (IOException e) {
                    model.remove(path); // while it was looked at: it is reported again
                }
            }
            calls.add(changes);
        }

        /** What the listener would make of a path. */
        private @Nullable Object at(Path path) throws IOException {
            if (!Files.exists(path)) {
                return null;
            }
            if (!Files.isDirectory(path)) {
                return path.toString().endsWith(".jar") ? Fingerprint.of(path) : null;
            }
            if (path.equals(plugins)) {
                return "there";
            }
            boolean exploded = Files.exists(path.resolve("module-info.class"));
            Set<Object> files = new HashSet<>();
            try (var walk = Files.walk(path, exploded ? 10 : 1)) {
                for (Path file : walk.toList()) {
                    if (Files.isRegularFile(file)
                            && (exploded || file.toString().endsWith(".jar"))) {
                        files.add(file);
                        files.add(Fingerprint.of(file));
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            return files.isEmpty() ? null : files;
        }

        private Map<Path, Object> there() throws IOException {
            Map<Path, Object> there = new HashMap<>();
            if (Files.exists(plugins)) {
                there.put(plugins, "there");
                try (var entries = Files.list(plugins)) {
                    for (Path entry : entries.toList()) {
                        Object now = at(entry);
                        if (now != null) {
                            there.put(entry, now);
                        }
                    }
                }
            }
            return there;
        }

        private void operate() throws IOException {
            Path jar = plugins.resolve(random.nextInt(4) + ".jar");
            Path bundle = plugins.resolve("bundle" + random.nextInt(2));
            Path module = plugins.resolve("module" + random.nextInt(2));
            String content = "x".repeat(1 + random.nextInt(1000));
            switch (random.nextInt(12)) {
                case 0, 1 -> write(jar, content);
                case 2 -> {
                    if (Files.exists(jar)) {
                        append(jar, content);
                    }
                }
                case 3 -> Files.deleteIfExists(jar);
                case 4 -> {
                    Path aside = write(temp.resolve("aside"), content);
                    Files.createDirectories(plugins);
                    Files.move(aside, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                }
                case 5 -> write(bundle.resolve(random.nextInt(2) + ".jar"), content);
                case 6 -> Files.deleteIfExists(bundle.resolve(random.nextInt(2) + ".jar"));
                case 7 -> write(module.resolve("module-info.class"), content);
                case 8 -> write(module.resolve("acme/deep" + random.nextInt(2) + "/Type.class"), content);
                case 9 -> delete(random.nextBoolean() ? module : bundle);
                case 10 -> swap(plugins);
                default -> write(plugins.resolve("app.log"), content);
            }
        }

        /** Away with it, and, but for sometimes, another one in its place. */
        private void swap(Path directory) throws IOException {
            Path old = temp.resolve("old");
            if (Files.exists(directory)) {
                Files.move(directory, old);
                if (random.nextBoolean()) {
                    Files.move(old, directory);
                } else {
                    delete(old);
                }
            }
        }

        private void delete(Path tree) throws IOException {
            if (!Files.exists(tree)) {
                return;
            }
            List<Path> files;
            try (var walk = Files.walk(tree)) {
                files = walk.sorted((a, b) -> b.compareTo(a)).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
