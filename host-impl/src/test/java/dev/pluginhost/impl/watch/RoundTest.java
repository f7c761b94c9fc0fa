package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.impl.LogCapture;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.Discovery;
import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.index.IndexStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real files, but with looks and times of the test's own, so that what is told, and how often, is exact. */
@DisplayName("Of watched sources")
class RoundTest {

    @TempDir
    private Path temp;

    private Path plugins;

    @BeforeEach
    void makeDirectory() throws IOException {
        plugins = Files.createDirectory(temp.resolve("plugins"));
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static void append(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardOpenOption.APPEND);
    }

    private static void delete(Path tree) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(tree)) {
            files = walk.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    @Nested
    @DisplayName("a jar")
    class Jars {

        private Path jar;
        private Rounds rounds;

        @BeforeEach
        void begin() {
            jar = plugins.resolve("a.jar");
            rounds = Rounds.of(plugins);
        }

        @AfterEach
        void close() {
            rounds.close();
        }

        @Test
        @DisplayName("that is there from the beginning, or is not, is not told")
        void nothing() {
            rounds.tells();
        }

        @Test
        @DisplayName("is told once when it is dropped, when it is changed and when it is deleted")
        void dropChangeDelete() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            rounds.tells();
            write(jar, "other");
            rounds.tells(jar);
            Files.delete(jar);
            rounds.tells(jar);
            rounds.tells();
        }

        @Test
        @DisplayName("that is still being written is told when all of it is there, once")
        void halfWritten() throws IOException {
            write(jar, "begin");
            assertNull(rounds.look().settled());
            for (int i = 0; i < 8; i++) {
                append(jar, "more");
                rounds.nothingAfter(90);
            }
            rounds.tells(jar);
        }

        @Test
        @DisplayName("whose writing stalls is told, and again when it goes on")
        void stalled() throws IOException {
            write(jar, "half");
            rounds.tells(jar);
            append(jar, "other half");
            rounds.tells(jar);
        }

        @Test
        @DisplayName("that is of the same size but another time is told")
        void sameSize() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
            rounds.tells(jar);
        }

        @Test
        @DisplayName("that comes and goes before it has settled is not told")
        void comesAndGoes() throws IOException {
            write(jar, "one");
            rounds.nothingAfter(50);
            Files.delete(jar);
            rounds.tells();
        }

        @Test
        @DisplayName("and others of the same burst are told at once, with what is deleted")
        void burst() throws IOException {
            Path old = write(plugins.resolve("old.jar"), "old");
            rounds.tells(old);
            write(jar, "one");
            rounds.nothingAfter(0);
            Path other = write(plugins.resolve("b.jar"), "two");
            rounds.nothingAfter(90);
            Files.delete(old);
            rounds.nothingAfter(90);
            rounds.tells(jar, other, old);
        }

        @Test
        @DisplayName("that is written aside and renamed over the old one is told once")
        void renamedOver() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            Path temporary = write(plugins.resolve("a.jar.tmp"), "two");
            rounds.nothingAfter(50);
            Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
            rounds.tells(jar);
        }

        @Test
        @DisplayName("with another of the same size and time renamed over it is told, where files have keys")
        void renamedOverAlike() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            Path other = write(temp.resolve("other"), "two");
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(jar));
            Files.move(other, jar, StandardCopyOption.ATOMIC_MOVE);
            rounds.tells(jar);
        }

        @Test
        @DisplayName("that is deleted and made again is told once, even if it is missing at a look")
        void deletedAndMadeAgain() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            Files.delete(jar);
            rounds.nothingAfter(0);
            write(jar, "two!");
            rounds.nothingAfter(50);
            rounds.tells(jar);
        }

        @Test
        @DisplayName(
                "that is moved away and back in time is told if it has another change time by that, as it may be another")
        void movedAwayAndBack() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            Fingerprint before = Fingerprint.of(jar);
            Files.move(jar, temp.resolve("kept"));
            rounds.nothingAfter(10);
            Files.move(temp.resolve("kept"), jar);
            boolean same = before.equals(Fingerprint.of(jar));
            rounds.tells(same ? new Path[0] : new Path[] {jar});
        }

        @Test
        @DisplayName("is all that counts: other files, hidden ones and empty directories are passed over")
        void passedOver() throws IOException {
            write(plugins.resolve("app.log"), "one");
            write(plugins.resolve(".a.jar"), "hidden");
            write(plugins.resolve("documents/read.me"), "nothing");
            Files.createDirectory(plugins.resolve("empty"));
            rounds.tells();
        }

        @Test
        @DisplayName("is told in time though a log file beside it is written to all the time")
        void besideALog() throws IOException {
            Path log = write(plugins.resolve("app.log"), "");
            write(jar, "one");
            Settled settled = null;
            for (int i = 0; i < 3 && settled == null; i++) {
                append(log, "line");
                settled = rounds.look().settled();
                rounds.pass(50);
            }
            assertEquals(new Settled(Set.of(jar), Set.of()), settled);
        }

        @Test
        @DisplayName(
                "that is written to for ever is left alone, with a warning, and does not keep others waiting for ever")
        void forEver() throws IOException {
            Path endless = write(plugins.resolve("endless.jar"), "");
            write(jar, "one");
            try (LogCapture log = new LogCapture("dev.pluginhost")) {
                Settled settled = null;
                long waited = 0;
                while (settled == null) {
                    append(endless, "more");
                    settled = rounds.look().settled();
                    rounds.pass(50);
                    waited += 50;
                }
                assertEquals(new Settled(Set.of(jar), Set.of(endless)), settled);
                assertEquals(1050, waited);
                for (int i = 0; i < 100; i++) {
                    append(endless, "more");
                    assertNull(rounds.look().settled());
                    rounds.pass(50);
                }
                assertEquals(
                        List.of(
                                "Plugin artifact " + endless
                                        + " has been changing for 1 s and is left alone until it has"
                                        + " not changed for 100 ms; keep what is written to all the time, such as logs, out of it"),
                        log.messages());
                rounds.tells(endless);
            }
        }

        @Test
        @DisplayName("that is a link that leads nowhere is told, as are its becoming one and its leading somewhere")
        void danglingLink() throws IOException {
            Path target = temp.resolve("target");
            Files.createSymbolicLink(jar, target);
            rounds.tells(jar);
            write(target, "one");
            rounds.tells(jar);
            Files.delete(target);
            rounds.tells(jar);
        }

        @Test
        @DisplayName("that a link leads to is told when it changes, and when the link leads to another one")
        void link() throws IOException {
            Path one = write(temp.resolve("elsewhere/one.jar"), "one");
            Path two = write(temp.resolve("elsewhere/two.jar"), "two");
            Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
            Files.createSymbolicLink(jar, one);
            rounds.tells(jar);
            append(one, "more");
            rounds.tells(jar);
            Files.delete(jar);
            Files.createSymbolicLink(jar, two);
            rounds.tells(jar);
            Files.delete(jar);
            rounds.nothingAfter(0);
            Files.createSymbolicLink(jar, two);
            rounds.tells();
        }

        @Test
        @DisplayName("that turns into a directory of that name is told, and nothing in it")
        void directoryNamedLikeAJar() throws IOException {
            write(jar, "one");
            rounds.tells(jar);
            Files.delete(jar);
            Files.createDirectory(jar);
            rounds.tells(jar);
            write(jar.resolve("nothing.txt"), "");
            rounds.tells();
        }
    }

    @Nested
    @DisplayName("a directory")
    class Directories {

        @Test
        @DisplayName("that is a bundle is told when a jar in it changes, comes or goes, and when it goes itself")
        void bundle() throws IOException {
            Path bundle = plugins.resolve("store");
            try (Rounds rounds = Rounds.of(plugins)) {
                write(bundle.resolve("store.jar"), "one");
                rounds.tells(bundle);
                Path library = write(bundle.resolve("library.jar"), "one");
                rounds.tells(bundle);
                write(library, "other");
                rounds.tells(bundle);
                write(bundle.resolve("readme.txt"), "no jar");
                write(bundle.resolve("deep/er.jar"), "too deep");
                rounds.tells();
                Files.createDirectory(bundle.resolve("directory.jar"));
                rounds.tells(bundle);
                write(bundle.resolve("directory.jar/nothing.jar"), "too deep");
                rounds.tells();
                Files.delete(library);
                rounds.tells(bundle);
                delete(bundle);
                rounds.tells(bundle);
            }
        }

        @Test
        @DisplayName("that is said to be a bundle is told as one")
        void bundleSource() throws IOException {
            Path bundle = temp.resolve("store");
            try (Rounds rounds = Rounds.of(new Source.Bundle(bundle))) {
                write(bundle.resolve("store.jar"), "one");
                rounds.tells(bundle);
                write(bundle.resolve("module-info.class"), "no part of a bundle");
                rounds.tells();
                append(bundle.resolve("store.jar"), "more");
                rounds.tells(bundle);
                delete(bundle);
                rounds.tells(bundle);
            }
        }

        @Test
        @DisplayName("that is an exploded module is told when any file in it changes, comes or goes")
        void exploded() throws IOException {
            Path module = plugins.resolve("acme");
            Path type = module.resolve("acme/deep/Type.class");
            try (Rounds rounds = Rounds.of(plugins)) {
                write(type, "one");
                rounds.tells();
                write(module.resolve("module-info.class"), "module");
                rounds.tells(module);
                write(type, "other");
                rounds.tells(module);
                write(module.resolve("acme/new.properties"), "a=b");
                rounds.tells(module);
                write(module.resolve("acme/.swp"), "an editor's");
                rounds.tells();
                Files.delete(type);
                rounds.tells(module);
                Files.delete(module.resolve("module-info.class"));
                rounds.tells(module);
            }
        }

        @Test
        @DisplayName("on another file system that is an exploded module is told likewise")
        void explodedElsewhere() throws IOException {
            try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
                Path module = memory.getPath("/work/acme");
                try (Rounds rounds = Rounds.of(new Source.Artifacts(plugins), new Source.Artifacts(module))) {
                    write(module.resolve("module-info.class"), "module");
                    write(plugins.resolve("a.jar"), "one");
                    rounds.tells(module, plugins.resolve("a.jar"));
                    write(module.resolve("acme/Type.class"), "type");
                    rounds.tells(module);
                }
            }
        }

        @Test
        @DisplayName("that is linked into an exploded module, and leads back to it, is not entered")
        void loop() throws IOException {
            Path module = plugins.resolve("acme");
            write(module.resolve("module-info.class"), "module");
            Files.createSymbolicLink(module.resolve("loop"), module);
            try (Rounds rounds = Rounds.of(plugins)) {
                rounds.tells();
                write(module.resolve("Type.class"), "type");
                rounds.tells(module);
            }
        }

        @Test
        @DisplayName("of artifacts that is missing at first is told when it comes, with what is in it")
        void missingAtFirst() throws IOException {
            Path later = temp.resolve("not/yet/there");
            try (Rounds rounds = Rounds.of(later)) {
                rounds.tells();
                Path jar = write(later.resolve("a.jar"), "one");
                rounds.tells(later, jar);
            }
        }

        @Test
        @DisplayName("of artifacts that disappears is told, and again when it is back")
        void disappears() throws IOException {
            Path jar = write(plugins.resolve("a.jar"), "one");
            try (Rounds rounds = Rounds.of(plugins)) {
                Files.move(plugins, temp.resolve("away"));
                rounds.tells(plugins, jar);
                Files.move(temp.resolve("away"), plugins);
                rounds.tells(plugins, jar);
            }
        }

        @Test
        @DisplayName(
                "of artifacts that is back before that has settled is told only if what is in it has changed, or has another change time")
        void replaced() throws IOException {
            Path same = write(plugins.resolve("same.jar"), "same");
            Path changed = write(plugins.resolve("changed.jar"), "one");
            Fingerprint before = Fingerprint.of(same);
            try (Rounds rounds = Rounds.of(plugins)) {
                Files.move(plugins, temp.resolve("away"));
                rounds.nothingAfter(0);
                Files.createDirectory(plugins);
                rounds.nothingAfter(90);
                Files.move(temp.resolve("away/same.jar"), same);
                rounds.nothingAfter(90);
                write(changed, "other");
                boolean isSame = before.equals(Fingerprint.of(same));
                rounds.tells(isSame ? new Path[] {changed} : new Path[] {changed, same});
            }
        }

        @Test
        @DisplayName("of artifacts that a link leads to, or that is below one, is told when the link leads elsewhere")
        void linkOnTheWay() throws IOException {
            Path one = write(temp.resolve("releases/1/plugins/a.jar"), "one");
            Path two = write(temp.resolve("releases/2/plugins/a.jar"), "two");
            Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
            Path current = temp.resolve("current");
            Files.createSymbolicLink(current, temp.resolve("releases/1"));
            Path watched = current.resolve("plugins");
            try (Rounds rounds = Rounds.of(watched)) {
                rounds.tells();
                Files.createSymbolicLink(temp.resolve("next"), temp.resolve("releases/2"));
                Files.move(temp.resolve("next"), current, StandardCopyOption.ATOMIC_MOVE);
                rounds.tells(watched.resolve("a.jar"));
            }
        }

        @Test
        @DisplayName("or a jar is a source, and may be replaced by the other")
        void single() throws IOException {
            Path source = temp.resolve("single.jar");
            try (Rounds rounds = Rounds.of(source)) {
                write(source, "one");
                rounds.tells(source);
                append(source, "more");
                rounds.tells(source);
                Files.delete(source);
                write(source.resolve("module-info.class"), "module");
                rounds.tells(source);
                delete(source);
                write(source.resolve("in.jar"), "one");
                rounds.tells(source, source.resolve("in.jar"));
                delete(source);
                rounds.tells(source, source.resolve("in.jar"));
            }
        }

        @Test
        @DisplayName("or a file is told by the path under which discovery finds it")
        void likeDiscovery() throws IOException {
            Path single = temp.resolve("single.jar");
            Path bundle = temp.resolve("bundle");
            List<Source> sources =
                    List.of(new Source.Artifacts(plugins), new Source.Artifacts(single), new Source.Bundle(bundle));
            try (Rounds rounds = Rounds.of(sources.toArray(Source[]::new))) {
                rounds.tells();
                byte[] jar = emptyJar();
                for (Path file : List.of(
                        single, plugins.resolve("b.jar"), plugins.resolve("c/c.jar"), bundle.resolve("d.jar"))) {
                    Files.createDirectories(file.getParent());
                    Files.write(file, jar);
                }
                Discovered discovered = new Discovery(name -> false, () -> {}, IndexStore.none()).scan(sources);
                Set<Path> found = discovered.candidates().values().stream()
                        .map(candidate -> candidate.location())
                        .collect(Collectors.toSet());
                assertEquals(4, found.size(), () -> discovered.problems().toString());
                assertEquals(List.of(new Settled(found, Set.of())), rounds.rest());
            }
        }

        private byte[] emptyJar() throws IOException {
            var bytes = new java.io.ByteArrayOutputStream();
            try (var jar = new java.util.jar.JarOutputStream(bytes)) {
                jar.putNextEntry(new java.util.zip.ZipEntry("org/x/X.class"));
            }
            return bytes.toByteArray();
        }
    }

    @Nested
    @DisplayName("what cannot be seen")
    class Unseen {

        /** Refuses to read some paths. */
        private static final class Refusing implements Disk {
            final Set<Path> refused = new HashSet<>();

            @Override
            public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
                refuse(path);
                return REAL.attributes(path, options);
            }

            @Override
            public List<Path> visible(Path directory) throws IOException {
                refuse(directory);
                return REAL.visible(directory);
            }

            @Override
            public boolean isDirect(Path path) throws IOException {
                return REAL.isDirect(path);
            }

            private void refuse(Path path) throws IOException {
                if (refused.contains(path)) {
                    throw new AccessDeniedException(path.toString());
                }
            }
        }

        private final Refusing disk = new Refusing();

        private Rounds rounds() {
            return Rounds.of(disk, FakeEvents.NONE, new Source.Artifacts(plugins));
        }

        @Test
        @DisplayName("counts as unchanged: of a directory that must not be read nothing is told as gone")
        void directory() throws IOException {
            Path jar = write(plugins.resolve("a.jar"), "one");
            Path module = plugins.resolve("acme");
            write(module.resolve("module-info.class"), "module");
            try (Rounds rounds = rounds()) {
                disk.refused.add(plugins);
                Files.delete(jar);
                rounds.tells();
                disk.refused.clear();
                rounds.tells(jar);
            }
        }

        @Test
        @DisplayName("counts as unchanged: an artifact, while others are told")
        void artifact() throws IOException {
            Path bundle = plugins.resolve("store");
            Path library = write(bundle.resolve("library.jar"), "one");
            Path jar = plugins.resolve("a.jar");
            try (Rounds rounds = rounds()) {
                disk.refused.add(library);
                append(library, "more");
                write(jar, "one");
                rounds.tells(jar);
                disk.refused.clear();
                rounds.tells(bundle);
            }
        }

        @Test
        @DisplayName("counts as unchanged: in the working directory too")
        void workingDirectory() throws IOException {
            Path jar = Path.of("seen-by-round-test.jar");
            write(jar.toAbsolutePath(), "one");
            try (Rounds rounds = Rounds.of(disk, FakeEvents.NONE, new Source.Artifacts(Path.of("")))) {
                disk.refused.add(Path.of(""));
                rounds.tells();
                disk.refused.clear();
                append(jar, "more");
                rounds.tells(jar);
            } finally {
                Files.delete(jar);
            }
        }

        @Test
        @DisplayName("at first is told when it is seen")
        void atFirst() throws IOException {
            Path jar = write(plugins.resolve("a.jar"), "one");
            disk.refused.add(plugins);
            try (Rounds rounds = rounds()) {
                rounds.tells();
                disk.refused.clear();
                rounds.tells(plugins, jar);
            }
        }

        @Test
        @DisplayName("is warned of once, if it lasts, and again if it comes back")
        void warning() {
            try (Rounds rounds = rounds();
                    LogCapture log = new LogCapture("dev.pluginhost")) {
                disk.refused.add(plugins);
                rounds.look();
                assertEquals(List.of(), log.messages());
                rounds.nothingAfter(100);
                rounds.nothingAfter(100);
                assertEquals(
                        List.of("Changes of plugins at " + plugins + " are not noticed, as it cannot be read"
                                + " (java.nio.file.AccessDeniedException: " + plugins + "); let the user that runs the"
                                + " application read it. Until then it counts as unchanged"),
                        log.messages());
                disk.refused.clear();
                rounds.look();
                disk.refused.add(plugins);
                rounds.look();
                rounds.nothingAfter(100);
                assertEquals(2, log.messages().size());
            }
        }

        @Test
        @DisplayName("as its file system is closed counts as unchanged")
        void closedFileSystem() throws IOException {
            FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
            Path module = memory.getPath("/work/acme");
            write(module.resolve("module-info.class"), "module");
            try (Rounds rounds = Rounds.of(Disk.REAL, Services.REAL, new Source.Artifacts(module));
                    LogCapture log = new LogCapture("dev.pluginhost")) {
                memory.close();
                rounds.tells();
                rounds.nothingAfter(100);
                assertEquals(
                        1,
                        log.messages("cannot be read").size(),
                        () -> log.messages().toString());
            }
        }
    }

    @Nested
    @DisplayName("it is looked again")
    class Ticks {

        private final FakeEvents events = new FakeEvents();

        private void looksEvery(Duration tick, Rounds rounds) {
            rounds.rest();
            Round.Outcome outcome = rounds.look();
            assertNull(outcome.settled());
            assertEquals(tick, Duration.ofNanos(outcome.most()));
        }

        private Rounds rounds(Path path) {
            return Rounds.of(Disk.REAL, events, new Source.Artifacts(path));
        }

        @Test
        @DisplayName("rarely if all is heard of")
        void slow() throws IOException {
            write(plugins.resolve("a.jar"), "one");
            write(plugins.resolve("b/c.jar"), "one");
            try (Rounds rounds = rounds(plugins.toRealPath())) {
                looksEvery(Duration.ofSeconds(10), rounds);
            }
        }

        @Test
        @DisplayName("soon if the file system has no events")
        void noEvents() throws IOException {
            try (Rounds rounds = Rounds.of(plugins.toRealPath())) {
                looksEvery(Duration.ofSeconds(2), rounds);
            }
        }

        @Test
        @DisplayName("soon while a source is missing")
        void missing() throws IOException {
            Path later = temp.toRealPath().resolve("later");
            try (Rounds rounds = rounds(later)) {
                looksEvery(Duration.ofSeconds(2), rounds);
                Files.createDirectory(later);
                looksEvery(Duration.ofSeconds(10), rounds);
            }
        }

        @Test
        @DisplayName("soon while a source is reached through a link")
        void link() throws IOException {
            Path link = Files.createSymbolicLink(temp.toRealPath().resolve("link"), temp);
            try (Rounds rounds = rounds(link.resolve("plugins"))) {
                looksEvery(Duration.ofSeconds(2), rounds);
            }
        }

        @Test
        @DisplayName("soon while an artifact, a jar of a bundle or a file of an exploded module is a link")
        void linkInside() throws IOException {
            Path target = write(temp.resolve("target"), "one");
            Path module = plugins.resolve("acme");
            write(module.resolve("module-info.class"), "module");
            write(plugins.resolve("b/b.jar"), "one");
            try (Rounds rounds = rounds(plugins.toRealPath())) {
                for (Path link : List.of(
                        plugins.resolve("a.jar"), plugins.resolve("b/library.jar"), module.resolve("Type.class"))) {
                    looksEvery(Duration.ofSeconds(10), rounds);
                    Files.createSymbolicLink(link, target);
                    rounds.hear();
                    looksEvery(Duration.ofSeconds(2), rounds);
                    Files.delete(link);
                    rounds.hear();
                }
            }
        }

        @Test
        @DisplayName("soon from then on if something has changed and was not heard of")
        void missed() throws IOException {
            try (Rounds rounds = rounds(plugins.toRealPath())) {
                looksEvery(Duration.ofSeconds(10), rounds);
                write(plugins.resolve("a.jar"), "one");
                rounds.hear();
                looksEvery(Duration.ofSeconds(10), rounds);
                write(plugins.resolve("b.jar"), "one");
                looksEvery(Duration.ofSeconds(2), rounds);
            }
        }

        @Test
        @DisplayName("at once after a directory is heard of for the first time, as something may have come before that")
        void fresh() throws IOException {
            try (Rounds rounds = rounds(plugins.toRealPath())) {
                looksEvery(Duration.ofSeconds(10), rounds);
                Files.createDirectory(plugins.resolve("new"));
                Round.Outcome outcome = rounds.hear();
                assertEquals(outcome.least(), outcome.most());
            }
        }

        @Test
        @DisplayName("not before some time has passed, whatever is heard, and the longer the slower a look is")
        void slowDisk() throws IOException {
            Rounds[] slow = new Rounds[1];
            Disk disk = new Disk() {
                @Override
                public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
                    return REAL.attributes(path, options);
                }

                @Override
                public List<Path> visible(Path directory) throws IOException {
                    if (slow[0] != null) {
                        slow[0].pass(1000);
                    }
                    return REAL.visible(directory);
                }

                @Override
                public boolean isDirect(Path path) throws IOException {
                    return REAL.isDirect(path);
                }
            };
            try (Rounds rounds = Rounds.of(disk, events, new Source.Artifacts(plugins.toRealPath()))) {
                rounds.rest();
                assertEquals(
                        Duration.ofNanos(12_500_000),
                        Duration.ofNanos(rounds.look().least()));
                slow[0] = rounds;
                Round.Outcome outcome = rounds.look();
                assertEquals(Duration.ofSeconds(4), Duration.ofNanos(outcome.least()));
                assertEquals(Duration.ofSeconds(99), Duration.ofNanos(outcome.most()));
            }
        }
    }

    @Nested
    @DisplayName("events")
    class Hearing {

        private final FakeEvents events = new FakeEvents();

        @Test
        @DisplayName("are heard of from all directories that count, and the parents of sources")
        void directories() throws IOException {
            write(plugins.resolve("acme/module-info.class"), "module");
            write(plugins.resolve("acme/acme/deep/Type.class"), "type");
            write(plugins.resolve("b/b.jar"), "one");
            write(plugins.resolve("documents/deep/text"), "one");
            try (Rounds rounds = Rounds.of(Disk.REAL, events, new Source.Artifacts(plugins))) {
                rounds.look();
                assertEquals(
                        Set.of(
                                "",
                                "plugins",
                                "plugins/acme",
                                "plugins/acme/acme",
                                "plugins/acme/acme/deep",
                                "plugins/b",
                                "plugins/documents"),
                        events.keys.keySet().stream()
                                .map(path -> real(temp).relativize(path).toString())
                                .collect(Collectors.toSet()));
                delete(plugins.resolve("acme"));
                rounds.rest();
                assertEquals(4, events.keys.size());
            }
        }

        private static Path real(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        @DisplayName("are asked for again if a directory is replaced by another one, or its key is not valid any more")
        void replaced() throws IOException {
            try (Rounds rounds = Rounds.of(Disk.REAL, events, new Source.Artifacts(plugins))) {
                rounds.rest();
                FakeEvents.Key first = events.key(plugins);
                Files.move(plugins, temp.resolve("away"));
                Files.createDirectory(plugins);
                rounds.rest();
                FakeEvents.Key second = events.key(plugins);
                assertTrue(!first.valid && second.valid);
                second.invalidate();
                rounds.rest();
                assertTrue(events.key(plugins).valid);
            }
        }

        @Test
        @DisplayName("of a directory with two paths are heard of until neither is wanted")
        void shared() throws IOException {
            Path elsewhere = temp.resolve("elsewhere");
            write(elsewhere.resolve("b.jar"), "one");
            Path one = Files.createSymbolicLink(plugins.resolve("one"), elsewhere);
            Path two = Files.createSymbolicLink(plugins.resolve("two"), elsewhere);
            try (Rounds rounds = Rounds.of(Disk.REAL, events, new Source.Artifacts(plugins))) {
                rounds.rest();
                assertTrue(events.hears(elsewhere));
                Files.delete(one);
                rounds.rest();
                assertTrue(events.key(elsewhere).valid);
                Files.delete(two);
                rounds.rest();
                assertTrue(!events.hears(elsewhere));
            }
        }

        @Test
        @DisplayName("that the system has too few of for all are warned of once, with the cure, and asked for again")
        void limit() throws IOException {
            write(plugins.resolve("b/b.jar"), "one");
            events.refusal = new IOException("User limit of inotify watches reached");
            try (LogCapture log = new LogCapture("dev.pluginhost");
                    Rounds rounds = Rounds.of(Disk.REAL, events, new Source.Artifacts(plugins))) {
                rounds.look();
                assertEquals(1, events.registered.get());
                write(plugins.resolve("a.jar"), "one");
                rounds.tells(plugins.resolve("a.jar"));
                assertEquals(
                        List.of(
                                "Not all changes of plugins are heard of (User limit of inotify watches reached); raise the"
                                        + " limit: sysctl fs.inotify.max_user_watches. Until then they are looked for every 2 s"),
                        log.messages());
                events.refusal = null;
                rounds.rest();
                assertEquals(3, events.keys.size());
            }
        }

        @Test
        @DisplayName("that cannot be had at all are warned of once, with the cure, and asked for again")
        void instances() throws IOException {
            events.closedDoor = new IOException("User limit of inotify instances reached or too many open files");
            try (LogCapture log = new LogCapture("dev.pluginhost");
                    Rounds rounds = Rounds.of(Disk.REAL, events, new Source.Artifacts(plugins))) {
                write(plugins.resolve("a.jar"), "one");
                rounds.tells(plugins.resolve("a.jar"));
                assertEquals(1, log.messages("max_user_instances").size());
                assertEquals(1, log.messages().size());
                events.closedDoor = null;
                rounds.rest();
                assertTrue(events.hears(plugins));
            }
        }

        @Test
        @DisplayName("may break down: the files are looked at all the same")
        void breakDown() throws Exception {
            try (LogCapture log = new LogCapture("dev.pluginhost");
                    Rounds rounds = Rounds.of(Disk.REAL, events, new Source.Artifacts(plugins))) {
                rounds.look();
                events.breakDown(new IllegalStateException("broken"));
                assertNotNull(log.await("heard no more").getThrown());
                events.refusal = new IllegalStateException("broken");
                write(plugins.resolve("a.jar"), "one");
                rounds.tells(plugins.resolve("a.jar"));
            }
        }
    }
}
