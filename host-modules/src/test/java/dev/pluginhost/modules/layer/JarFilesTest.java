package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A budget of open jars")
class JarFilesTest {

    @TempDir
    Path directory;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<OpenArtifacts> opened = new ArrayList<>();

    @BeforeEach
    void canBeCounted() {
        assumeTrue(OpenFiles.canBeCounted());
    }

    @AfterEach
    void nothingStaysOpen() throws IOException {
        for (OpenArtifacts artifacts : opened) {
            artifacts.close();
        }
        assertEquals(0, OpenFiles.below(directory));
    }

    private JarFiles budget(int most) {
        return new JarFiles(most, log::add);
    }

    /** A jar in a directory of its own, whose text says its name. */
    private Path jar(String name) {
        return PluginSource.module(name).resource("text.txt", "text of " + name).jar(directory.resolve(name));
    }

    private OpenArtifacts open(String name, JarFiles budget) throws IOException {
        OpenArtifacts artifacts = OpenArtifacts.open(Layers.candidate(jar(name)), budget, false);
        opened.add(artifacts);
        return artifacts;
    }

    private List<OpenModule> open(int count, JarFiles budget) throws IOException {
        List<OpenModule> modules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            modules.add(open("m" + i, budget).modules.get(0));
        }
        return modules;
    }

    private boolean isOpen(String name) throws IOException {
        return OpenFiles.below(directory.resolve(name)) > 0;
    }

    private static String text(OpenModule module) throws IOException {
        OpenModule.ClassFile file = module.classFile("text.txt"); // as good as any entry
        assertNotNull(file);
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }

    private static void replace(Path jar) throws IOException {
        Path other = Files.writeString(jar.resolveSibling("other"), "something else");
        Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @DisplayName("is kept while many jars are opened and read in turn")
    void isKept(int most) throws IOException {
        JarFiles budget = budget(most);
        List<OpenModule> modules = open(8, budget);
        assertEquals(most, OpenFiles.below(directory));

        Random random = new Random(most);
        for (int i = 0; i < 200; i++) {
            int next = random.nextInt(8);
            assertEquals("text of m" + next, text(modules.get(next)));
            assertEquals(most, OpenFiles.below(directory));
            assertEquals(most, budget.count());
        }
        assertEquals(List.of(), log);
    }

    @Test
    @DisplayName("A jar that is known to be plain is read as a zip file, without a look for newer versions of entries")
    void plainJar() throws IOException {
        Path jar = PluginSource.module("acme")
                .multiRelease(11, "acme.Any", "class Any {}")
                .resource("text.txt", "plain")
                .resource("META-INF/versions/11/text.txt", "newer")
                .jar(directory);
        ModuleArtifact found = Layers.artifact(jar);
        assertFalse(found.plain());
        ModuleArtifact plain =
                new ModuleArtifact(found.descriptor(), jar, false, found.fingerprint(), found.contents(), true);
        for (ModuleArtifact artifact : List.of(found, plain)) {
            OpenArtifacts artifacts = OpenArtifacts.open(new Candidate(artifact, List.of(), jar), budget(1), false);
            opened.add(artifacts);
            assertEquals(artifact.plain() ? "plain" : "newer", text(artifacts.modules.get(0)));
        }
    }

    @Test
    @DisplayName("is all free when everything is closed, jars that are closed while idle included")
    void isFreeAtTheEnd() throws IOException {
        JarFiles budget = budget(3);
        open(8, budget);
        for (OpenArtifacts artifacts : opened) {
            artifacts.close();
            artifacts.close();
        }

        assertEquals(0, budget.count());
        assertEquals(0, OpenFiles.below(directory));
    }

    @Test
    @DisplayName("closes the jar that was read least recently")
    void theLeastRecentlyReadGoes() throws IOException {
        JarFiles budget = budget(3);
        List<OpenModule> modules = open(4, budget); // the first had to go for the last
        text(modules.get(1));
        open("last", budget);

        assertEquals(
                List.of(false, true, false, true), List.of(isOpen("m0"), isOpen("m1"), isOpen("m2"), isOpen("m3")));
    }

    @Test
    @DisplayName("is not spent on what fails to open")
    void failuresTakeNoPlace() throws IOException {
        JarFiles budget = budget(2);
        Path broken = Damage.notAZip(directory, "broken.jar");
        ModuleArtifact artifact = new ModuleArtifact(
                Layers.artifact(jar("m0")).descriptor(), broken, false, Fingerprint.of(broken), Contents.ofJar(broken));
        Candidate candidate = new Candidate(artifact, List.of(), broken);

        assertThrows(IOException.class, () -> OpenArtifacts.open(candidate, budget, false));
        assertEquals(0, budget.count());
    }

    @Test
    @DisplayName("is exceeded while streams are read, which is logged once, and is kept again when they are closed")
    void streamsKeepTheirJarsOpen() throws IOException {
        JarFiles budget = budget(1);
        List<OpenModule> modules = open(3, budget);
        List<InputStream> streams = new ArrayList<>();
        for (OpenModule module : modules) {
            streams.add(module.open("text.txt"));
        }
        assertEquals(3, OpenFiles.below(directory));
        assertEquals(1, log.size(), log::toString);
        assertTrue(log.get(0).startsWith("More than 1 jars of plugins are open, "), log.get(0));

        for (int i = 0; i < 3; i++) {
            streams.get(i).read();
            assertEquals("ext of m" + i, new String(streams.get(i).readNBytes(9), StandardCharsets.UTF_8).trim());
            streams.get(i).close();
            assertThrows(IOException.class, streams.get(i)::read);
        }
        assertEquals(1, OpenFiles.below(directory));
        assertEquals(1, budget.count());
    }

    @Test
    @DisplayName("does not count a stream that is read to its end but not closed")
    void endedStreamsCountNoMore() throws IOException {
        JarFiles budget = budget(1);
        List<OpenModule> modules = open(2, budget);
        InputStream in = modules.get(0).open("text.txt");
        assertEquals("text of m0", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        text(modules.get(1));

        assertEquals(1, OpenFiles.below(directory));
        assertEquals(-1, in.read());
        assertEquals(-1, in.read(new byte[4]));
        assertEquals(0, in.available());
    }

    @Test
    @DisplayName("does not count for ever what nobody holds any more")
    @SuppressWarnings("ThreadPriorityCheck") // lets the collector's threads work
    void forgottenOnesCountNoMore() throws Exception {
        JarFiles budget = budget(1);
        List<OpenModule> modules = open(2, budget);
        forget(modules.get(0));
        for (int i = 0; i < 50 && OpenFiles.below(directory) > 1; i++) {
            System.gc();
            text(modules.get(1));
        }
        assertEquals(1, OpenFiles.below(directory));
        assertEquals(1, budget.count());
    }

    private static void forget(OpenModule module) throws IOException {
        module.open("text.txt").read();
        JarURLConnection connection = (JarURLConnection) url(module).openConnection();
        assertNotNull(connection.getJarFile());
        assertNotNull(connection.getJarEntry());
    }

    private static URL url(OpenModule module) throws IOException {
        URL url = module.url("text.txt");
        assertNotNull(url);
        return url;
    }

    @Test
    @DisplayName("counts a jar that a URL connection gave as the one open file that it reads")
    void lentJarsCount() throws IOException {
        JarFiles budget = budget(1);
        List<OpenModule> modules = open(2, budget);
        JarFile lent = ((JarURLConnection) url(modules.get(0)).openConnection()).getJarFile();
        assertEquals(1, OpenFiles.below(directory));
        text(modules.get(1));
        assertEquals(2, OpenFiles.below(directory));
        assertNotNull(lent.getEntry("text.txt"));

        lent.close();
        assertEquals(2, budget.count());
    }

    @Test
    @DisplayName("leaves a jar open while a caller holds an entry, which reads more from the jar")
    void entriesThatAreHandedOutKeepWorking() throws IOException {
        JarFiles budget = budget(1);
        List<OpenModule> modules = open(2, budget);
        JarEntry entry = ((JarURLConnection) url(modules.get(0)).openConnection()).getJarEntry();
        text(modules.get(1));

        assertEquals(null, entry.getAttributes());
        assertEquals(null, entry.getCodeSigners());
    }

    @Test
    @DisplayName("does not let a connection's size get lost with the idle jar")
    void connectionsWorkOnOverAJarThatWasClosedWhileIdle() throws IOException {
        JarFiles budget = budget(1);
        List<OpenModule> modules = open(2, budget);
        JarURLConnection connection = (JarURLConnection) url(modules.get(0)).openConnection();
        connection.connect();
        text(modules.get(1));
        assertFalse(isOpen("m0"));

        assertEquals(10, connection.getContentLengthLong());
        assertEquals("text of m0", new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("does not let a jar go whose file was replaced or deleted, as the open one is all that is left")
    void replacedJarsAreKept() throws IOException {
        JarFiles budget = budget(2);
        List<OpenModule> modules = open(2, budget);
        replace(directory.resolve("m0/m0.jar"));
        Files.delete(directory.resolve("m1/m1.jar"));
        List<OpenModule> more = new ArrayList<>();
        for (int i = 2; i < 6; i++) {
            more.add(open("m" + i, budget).modules.get(0));
        }

        assertEquals("text of m0", text(modules.get(0)));
        assertEquals("text of m1", text(modules.get(1)));
        for (int i = 0; i < 4; i++) {
            assertEquals("text of m" + (i + 2), text(more.get(i)));
            assertEquals(4, OpenFiles.below(directory), "two that are kept and two that count");
        }
        assertEquals(2, budget.count());
        for (OpenArtifacts artifacts : opened) {
            artifacts.close();
        }
        assertEquals(0, budget.count());
        for (String name : List.of("n0", "n1", "n2")) {
            open(name, budget);
        }
        assertEquals(2, OpenFiles.below(directory), "nothing is missing from the budget, and nothing added");
    }

    @Test
    @DisplayName("serves many readers at the same time, and each reads the right bytes")
    void manyReaders() throws Exception {
        int jars = 8;
        JarFiles budget = budget(2);
        List<OpenModule> modules = open(jars, budget);
        byte[][] expected = new byte[jars][];
        for (int i = 0; i < jars; i++) {
            OpenModule.ClassFile file = modules.get(i).classFile("module-info.class");
            assertNotNull(file);
            expected[i] = file.bytes();
        }
        race(8, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 400; i++) {
                int next = random.nextInt(jars);
                OpenModule module = modules.get(next);
                switch (random.nextInt(3)) {
                    case 0 -> assertEquals("text of m" + next, text(module));
                    case 1 -> {
                        try (InputStream in = module.open("module-info.class")) {
                            assertArrayEquals(expected[next], in.readAllBytes());
                        }
                    }
                    default -> {
                        OpenModule.ClassFile file = module.classFile("module-info.class");
                        assertNotNull(file);
                        assertArrayEquals(expected[next], file.bytes());
                    }
                }
            }
        });
        text(modules.get(0));
        assertTrue(OpenFiles.below(directory) <= 2, "kept again when they are done");
        assertTrue(budget.count() <= 2);
    }

    @Test
    @DisplayName(
            "is all free in the end though jars are closed while others have them opened and closed for their places")
    @SuppressWarnings("ThreadPriorityCheck") // lets the readers read in between
    void closingAmongReaders() throws Exception {
        for (int round = 0; round < 30; round++) {
            JarFiles budget = budget(2);
            List<OpenModule> modules = open(6, budget);
            List<OpenArtifacts> artifacts = List.copyOf(opened);
            AtomicInteger closed = new AtomicInteger();
            race(6, thread -> {
                if (thread == 0) {
                    for (OpenArtifacts each : artifacts) {
                        budget.closeIdle(); // so that they are being opened again
                        each.close();
                        closed.incrementAndGet();
                    }
                    return;
                }
                for (int i = thread; closed.get() < 6; i++) {
                    int next = i % 6;
                    try {
                        assertEquals("text of m" + next, text(modules.get(next)));
                    } catch (IOException e) {
                        String message = String.valueOf(e.getMessage());
                        assertTrue(message.startsWith("plugin m" + next + " is closed"), message);
                    }
                }
            });
            opened.clear();
            assertEquals(0, budget.count());
            assertEquals(0, OpenFiles.below(directory));
        }
    }

    @Test
    @DisplayName("lets a jar be closed while it is being opened, and what was opened is closed too")
    void closingWhileOpening() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        // said while a jar is being opened for which there is no place
        JarFiles budget = new JarFiles(1, message -> {
            opening.countDown();
            awaitUninterruptibly(goOn);
        });
        List<OpenModule> modules = open(2, budget);
        OpenArtifacts idle = opened.get(0);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (InputStream in = modules.get(1).open("text.txt")) {
            Future<String> reading = reader.submit(() -> text(modules.get(0)));
            assertTrue(opening.await(30, TimeUnit.SECONDS));

            assertEquals("text of m1", text(modules.get(1)), "others read on");
            idle.close();
            goOn.countDown();
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> reading.get(30, TimeUnit.SECONDS));
            assertInstanceOf(IOException.class, failure.getCause());
            assertTrue(failure.getCause().getMessage().startsWith("plugin m0 is closed"), failure::toString);
            assertEquals(1, budget.count());
            assertFalse(isOpen("m0"));
            assertNotNull(in);
        } finally {
            goOn.countDown();
            reader.shutdownNow();
        }
    }

    @Test
    @DisplayName("closes idle jars and tries once more if the process has too many files open")
    void tooManyOpenFiles() throws IOException {
        JarFiles budget = budget(5);
        open(3, budget);
        AtomicInteger tries = new AtomicInteger();
        String text = budget.opening(Path.of("a.jar"), () -> {
            if (tries.incrementAndGet() == 1) {
                throw new FileNotFoundException("a.jar (Too many open files)");
            }
            return "open";
        });

        assertEquals("open", text);
        assertEquals(0, OpenFiles.below(directory));
        assertEquals(0, budget.count());
    }

    @Test
    @DisplayName("does so in any language of the system, if the file is there and readable")
    void tooManyOpenFilesInGerman() throws IOException {
        JarFiles budget = budget(5);
        open(3, budget);
        Path there = directory.resolve("m0/m0.jar");
        AtomicInteger tries = new AtomicInteger();
        String text = budget.opening(there, () -> {
            if (tries.incrementAndGet() == 1) {
                throw new FileNotFoundException(there + " (Zu viele offene Dateien)");
            }
            return "open";
        });

        assertEquals("open", text);
        assertEquals(0, budget.count());
    }

    @Test
    @DisplayName("lets no jar go for a file that is not there")
    void missingFiles() throws IOException {
        JarFiles budget = budget(5);
        open(3, budget);
        Path missing = directory.resolve("missing");
        assertThrows(NoSuchFileException.class, () -> budget.opening(missing, () -> Files.readAllBytes(missing)));
        assertEquals(3, budget.count());
    }

    @Test
    @DisplayName("says what to do if that is of no use")
    void stillTooManyOpenFiles() {
        FileSystemException failure = new FileSystemException("a.jar", null, "Too many open files");
        AtomicInteger tries = new AtomicInteger();

        IOException thrown = assertThrows(
                IOException.class,
                () -> budget(5).opening(Path.of("a.jar"), () -> {
                    tries.incrementAndGet();
                    throw failure;
                }));
        assertEquals(
                "a.jar: Too many open files; raise the limit of open files with ulimit -n, or lower openFiles(...)",
                thrown.getMessage());
        assertSame(failure, thrown.getCause());
        assertEquals(2, tries.get());
    }

    @Test
    @DisplayName("has nothing to do with other failures")
    void otherFailures() {
        IOException failure = new IOException("is a directory");
        AtomicInteger tries = new AtomicInteger();

        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () -> budget(5).opening(Path.of("a.jar"), () -> {
                            tries.incrementAndGet();
                            throw failure;
                        })));
        assertEquals(1, tries.get());
    }

    @Test
    @DisplayName("is a quarter of the process's limit of open files, 4,096 at most, and 128 if the limit is not known")
    void byLimit() throws IOException {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             unlimited            unlimited            processes
                Max open files            1024                 524288               files
                """;
        assertEquals(256, JarFiles.budget(limits));
        assertEquals(4096, JarFiles.budget(limits.replace("1024  ", "524288")));
        assertEquals(4096, JarFiles.budget(limits.replace("1024     ", "unlimited")));
        assertEquals(128, JarFiles.budget(""));
        assertEquals(128, JarFiles.budget("Max open files many 2 files"));
        assertEquals(1, JarFiles.budget("Max open files 2 2 files"));

        JarFiles budget = budget(JarFiles.BY_LIMIT);
        open(20, budget);
        assertEquals(20, OpenFiles.below(directory), "a quarter of any limit");
        assertThrows(IllegalArgumentException.class, () -> budget(-1));
    }

    private interface Race {
        void run(int thread) throws Exception;
    }

    private static void race(int count, Race race) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch ready = new CountDownLatch(count);
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    race.run(thread);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // the latch is what ends the wait
            }
        }
    }
}
