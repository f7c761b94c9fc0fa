package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.jimfs.WatchServiceConfiguration;
import dev.pluginhost.impl.LogCapture;
import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
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
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SETTLE = Duration.ofMillis(50);

    /** Looks for nothing that it does not hear of. */
    private static final Pace EVENTS_ONLY = new Pace(SETTLE, Duration.ofSeconds(10), NEVER, NEVER);

    private static final Pace TICKING =
            new Pace(SETTLE, Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofMillis(20));

    private final BlockingQueue<Settled> told = new LinkedBlockingQueue<>();
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

    private SourceWatch watch(Pace pace, Services services, Consumer<Settled> listener, Path... paths) {
        List<Source> sources =
                Arrays.stream(paths).<Source>map(Source.Artifacts::new).toList();
        SourceWatch watch = new SourceWatch(sources, pace, listener, getClass().getClassLoader(), Disk.REAL, services);
        watches.add(watch);
        watch.begin();
        return watch;
    }

    private SourceWatch watch(Pace pace, Path... paths) {
        return watch(pace, Services.REAL, told::add, paths);
    }

    private Settled next() throws InterruptedException {
        Settled next = told.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        assertNotNull(next, "nothing is told");
        return next;
    }

    /** Waits until all of these are told; a machine that is held up may make two bursts of one. */
    private void awaitTold(Path... expected) throws InterruptedException {
        Set<Path> left = new HashSet<>(Set.of(expected));
        while (!left.isEmpty()) {
            Settled next = next();
            assertTrue(Set.of(expected).containsAll(next.changed()), () -> "unexpected: " + next);
            left.removeAll(next.changed());
        }
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Puts a file in its place at once, so that a test that is held up has not written half of it. */
    private void drop(Path file) throws IOException {
        Files.move(Files.writeString(temp.resolve("aside"), "one"), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void append(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardOpenOption.APPEND);
    }

    @Test
    @DisplayName("tells of a jar that is dropped, changed, replaced and deleted, as soon as it hears of it")
    void hears() throws Exception {
        Path jar = plugins.resolve("a.jar");
        watch(EVENTS_ONLY, plugins);
        write(jar, "one");
        awaitTold(jar);
        append(jar, "more");
        awaitTold(jar);
        Path aside = write(temp.resolve("aside"), "another");
        Files.move(aside, jar, StandardCopyOption.ATOMIC_MOVE);
        awaitTold(jar);
        Files.delete(jar);
        awaitTold(jar);
    }

    @Test
    @DisplayName("hears of changes within bundles and exploded modules, those that came later included")
    void hearsInside() throws Exception {
        Path bundle = plugins.resolve("store");
        Path module = plugins.resolve("acme");
        write(bundle.resolve("store.jar"), "one");
        watch(EVENTS_ONLY, plugins);
        append(bundle.resolve("store.jar"), "more");
        awaitTold(bundle);
        write(module.resolve("acme/deep/Type.class"), "one");
        write(module.resolve("module-info.class"), "one");
        awaitTold(module);
        append(module.resolve("acme/deep/Type.class"), "more");
        awaitTold(module);
    }

    @Test
    @DisplayName("hears of a directory's jars though it is also the parent of another source")
    void hearsOfParent() throws Exception {
        Path nested = plugins.resolve("nested");
        watch(EVENTS_ONLY, plugins, nested);
        Path jar = plugins.resolve("a.jar");
        drop(jar);
        awaitTold(jar);
        Files.createDirectory(nested);
        awaitTold(nested);
    }

    @Test
    @DisplayName("hears of a directory that is missing at first, is replaced by another one, disappears and comes back")
    void hearsOfDirectory() throws Exception {
        Path later = temp.resolve("later");
        Path jar = later.resolve("a.jar");
        BlockingQueue<String> contents = new LinkedBlockingQueue<>();
        watch(EVENTS_ONLY, Services.REAL, settled -> contents.add(content(jar)), later);
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
    @DisplayName("sees what it does not hear of: behind links, below missing directories, without events")
    void ticks() throws Exception {
        Path target = write(temp.resolve("elsewhere/target"), "one");
        Path link = Files.createSymbolicLink(plugins.resolve("a.jar"), target);
        Path later = temp.resolve("not/yet/there");
        watch(TICKING, FakeEvents.NONE, told::add, plugins, later);
        append(target, "more");
        awaitTold(link);
        Path jar = write(later.resolve("b.jar"), "one");
        awaitTold(later, jar);
    }

    @Test
    @DisplayName("watches several file systems, those included that have no events")
    void fileSystems() throws Exception {
        Configuration quick = Configuration.unix().toBuilder()
                .setWatchServiceConfiguration(WatchServiceConfiguration.polling(10, TimeUnit.MILLISECONDS))
                .build();
        try (FileSystem memory = Jimfs.newFileSystem(quick);
                FileSystem zip = FileSystems.newFileSystem(temp.resolve("modules.zip"), Map.of("create", "true"))) {
            assertThrows(UnsupportedOperationException.class, zip::newWatchService);
            Path inMemory = memory.getPath("/work/acme");
            Path inZip = zip.getPath("/acme");
            for (Path module : List.of(inMemory, inZip)) {
                write(module.resolve("module-info.class"), "one");
            }
            Pace pace = new Pace(SETTLE, Duration.ofSeconds(10), Duration.ofMillis(20), NEVER);
            SourceWatch watch = watch(pace, plugins, inMemory, inZip);
            for (Path module : List.of(inMemory, inZip)) {
                write(module.resolve("acme/Type.class"), "one");
                awaitTold(module);
            }
            Path jar = write(plugins.resolve("a.jar"), "one");
            awaitTold(jar);
            watch.close();
            assertTrue(watch.awaitEnd(PATIENCE));
        }
    }

    @Test
    @DisplayName("hears of another file system's changes by its events")
    void hearsElsewhere() throws Exception {
        Configuration quick = Configuration.unix().toBuilder()
                .setWatchServiceConfiguration(WatchServiceConfiguration.polling(10, TimeUnit.MILLISECONDS))
                .build();
        try (FileSystem memory = Jimfs.newFileSystem(quick)) {
            Path module = memory.getPath("/work/acme");
            write(module.resolve("module-info.class"), "one");
            SourceWatch watch = watch(EVENTS_ONLY, module);
            write(module.resolve("acme/Type.class"), "one");
            awaitTold(module);
            watch.close();
            assertTrue(watch.awaitEnd(PATIENCE));
        }
    }

    @Test
    @DisplayName("tells on its own daemon thread, one call at a time, and what changes meanwhile afterwards")
    void oneAtATime() throws Exception {
        Path first = plugins.resolve("a.jar");
        Path second = plugins.resolve("b.jar");
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        watch(
                EVENTS_ONLY,
                Services.REAL,
                settled -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    threads.add(Thread.currentThread());
                    await(go);
                    running.decrementAndGet();
                    told.add(settled);
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
        assertEquals(new Settled(Set.of(first), Set.of()), next());
        assertEquals(new Settled(Set.of(second), Set.of()), next());
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
    @DisplayName("tells of what changes once it has begun, before the first look of its own thread too")
    void fromTheBeginning() throws Exception {
        Path jar = plugins.resolve("a.jar");
        watch(EVENTS_ONLY, plugins);
        write(jar, "one");
        awaitTold(jar);
    }

    @Test
    @DisplayName("goes on when its listener throws, which is logged, or is interrupted")
    void listenerThrows() throws Exception {
        Path first = plugins.resolve("a.jar");
        Path second = plugins.resolve("b.jar");
        Error thrown = new AssertionError("no good");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            watch(
                    EVENTS_ONLY,
                    Services.REAL,
                    settled -> {
                        told.add(settled);
                        if (settled.changed().contains(first)) {
                            Thread.currentThread().interrupt();
                            throw thrown;
                        }
                    },
                    plugins);
            drop(first);
            awaitTold(first);
            assertEquals(
                    thrown.toString(),
                    log.await("Following the changes of plugins on disk failed")
                            .getThrown()
                            .toString());
            drop(second);
            assertEquals(new Settled(Set.of(second), Set.of()), next());
        }
    }

    @Test
    @DisplayName("goes on when a look fails in a way that none should")
    void lookFails() throws Exception {
        Error thrown = new OutOfMemoryError("for once");
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        Disk failing = new Disk() {
            @Override
            public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
                return REAL.attributes(path, options);
            }

            @Override
            public List<Path> visible(Path directory) throws IOException {
                if (looks.incrementAndGet() == 2) {
                    failed.countDown();
                    throw thrown;
                }
                return REAL.visible(directory);
            }

            @Override
            public boolean isDirect(Path path) throws IOException {
                return REAL.isDirect(path);
            }
        };
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            SourceWatch watch = new SourceWatch(
                    List.of(new Source.Artifacts(plugins)),
                    TICKING,
                    told::add,
                    getClass().getClassLoader(),
                    failing,
                    Services.REAL);
            watches.add(watch);
            watch.begin();
            await(failed);
            assertEquals(
                    thrown.toString(),
                    log.await("it is tried again").getThrown().toString());
            Path jar = write(plugins.resolve("a.jar"), "one");
            awaitTold(jar);
        }
    }

    @Test
    @DisplayName("is closed at once, twice if need be, while its listener is told, and then tells nothing more")
    void closeWhileTelling() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SourceWatch watch = watch(
                EVENTS_ONLY,
                Services.REAL,
                settled -> {
                    telling.countDown();
                    await(go);
                    told.add(settled);
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
        assertEquals(List.of(new Settled(Set.of(jar), Set.of())), List.copyOf(told));
    }

    @Test
    @DisplayName("can be closed by its listener, and leaves no thread")
    void closeFromListener() throws Exception {
        SourceWatch[] watch = new SourceWatch[1];
        CountDownLatch made = new CountDownLatch(1);
        watch[0] = watch(
                EVENTS_ONLY,
                Services.REAL,
                settled -> {
                    await(made);
                    watch[0].close();
                    told.add(settled);
                },
                plugins);
        made.countDown();
        Path jar = plugins.resolve("a.jar");
        drop(jar);
        awaitTold(jar);
        assertTrue(watch[0].awaitEnd(PATIENCE));
    }

    @Test
    @DisplayName("leaves no thread and no event service when closed")
    void leavesNothing() throws Exception {
        FakeEvents events = new FakeEvents();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        SourceWatch watch = watch(EVENTS_ONLY, events, told::add, plugins);
        events.awaitRegistered(plugins);
        Set<Thread> own = new HashSet<>(Thread.getAllStackTraces().keySet());
        own.removeAll(before);
        own.removeIf(thread -> !thread.getName().startsWith("pluginhost-watch-"));
        assertEquals(2, own.size(), own::toString);
        watch.close();
        assertTrue(watch.awaitEnd(PATIENCE));
        assertTrue(events.isClosed());
        for (Thread thread : own) {
            thread.join(PATIENCE.toMillis());
            assertFalse(thread.isAlive(), thread::getName);
        }
    }

    @Test
    @DisplayName("that is closed before it begins never begins")
    void closedBefore() throws Exception {
        FakeEvents events = new FakeEvents();
        SourceWatch watch = new SourceWatch(
                List.of(new Source.Artifacts(plugins)),
                EVENTS_ONLY,
                told::add,
                getClass().getClassLoader(),
                Disk.REAL,
                events);
        watch.close();
        watch.begin();
        assertTrue(watch.awaitEnd(Duration.ZERO));
        assertEquals(0, events.registered.get());
    }

    @Test
    @DisplayName("that has failed to begin begins when it is asked again")
    void failsToBegin() throws Exception {
        AtomicBoolean memory = new AtomicBoolean();
        Disk disk = new Disk() {
            @Override
            public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
                if (!memory.get()) {
                    throw new OutOfMemoryError("as a test wants it");
                }
                return Disk.REAL.attributes(path, options);
            }

            @Override
            public List<Path> visible(Path directory) throws IOException {
                return Disk.REAL.visible(directory);
            }

            @Override
            public boolean isDirect(Path path) throws IOException {
                return Disk.REAL.isDirect(path);
            }
        };
        SourceWatch watch = new SourceWatch(
                List.of(new Source.Artifacts(plugins)),
                EVENTS_ONLY,
                told::add,
                getClass().getClassLoader(),
                disk,
                new FakeEvents());
        watches.add(watch);
        assertThrows(OutOfMemoryError.class, watch::begin);
        assertTrue(watch.awaitEnd(Duration.ZERO));
        memory.set(true);
        watch.begin();
        assertFalse(watch.awaitEnd(Duration.ZERO));
    }

    @Test
    @DisplayName("needs a settling time of more than zero")
    void settlingTime() {
        for (Duration settle : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new SourceWatch(
                            List.of(), settle, told::add, getClass().getClassLoader()));
        }
        SourceWatch endless = new SourceWatch(
                List.of(new Source.Artifacts(plugins)),
                Duration.ofSeconds(Long.MAX_VALUE),
                told::add,
                getClass().getClassLoader());
        watches.add(endless);
        endless.begin();
    }

    @Test
    @DisplayName("ends up with what there is, whatever was done to the files, by events alone")
    void hammeredByEvents() throws Exception {
        new Hammer(EVENTS_ONLY, Services.REAL, 1).run();
    }

    @Test
    @DisplayName("ends up with what there is, whatever was done to the files, without any events")
    void hammeredByTicks() throws Exception {
        new Hammer(TICKING, FakeEvents.NONE, 2).run();
    }

    /**
     * Does at random to files and directories what may be done to them, then stops, and expects that what was told is what
     * there is. {@code -Phammer -Dhammer.seconds=N} goes on for longer.
     */
    private final class Hammer {

        private static final int OPERATIONS = 400;

        private final Pace pace;
        private final Services services;
        private final Random random;

        /** What a listener that looks at what it is told to look at has seen; used by the watch's thread, then the test's. */
        private final Map<Path, Object> model = new ConcurrentHashMap<>();

        private final BlockingQueue<Settled> calls = new LinkedBlockingQueue<>();

        Hammer(Pace pace, Services services, long seed) {
            this.pace = pace;
            this.services = services;
            this.random = new Random(seed);
        }

        void run() throws Exception {
            model.putAll(there());
            watch(pace, services, this::follow, plugins);
            long end = System.nanoTime()
                    + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0)) / 10;
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

        private void follow(Settled settled) {
            for (Path path : settled.changed()) {
                try {
                    Object now = at(path);
                    if (now == null) {
                        model.remove(path);
                    } else {
                        model.put(path, now);
                    }
                } catch (IOException e) {
                    model.remove(path); // while it was looked at: it is told again
                }
            }
            calls.add(settled);
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
