package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.impl.faults.FaultyFileSystem;
import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.Reading;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real files, but with looks and times of the test's own, so that what is reported, and how often, is exact. */
@DisplayName("Of watched sources")
class WatchedSourcesTest {

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
        private Looks looks;

        @BeforeEach
        void begin() {
            jar = plugins.resolve("a.jar");
            looks = Looks.at(plugins);
        }

        @Test
        @DisplayName("that is there from the beginning, or is not, is not reported")
        void nothing() {
            looks.reports();
        }

        @Test
        @DisplayName("is reported once when it is dropped, when it is changed and when it is deleted")
        void dropChangeDelete() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            looks.reports();
            write(jar, "other");
            looks.reports(jar);
            Files.delete(jar);
            looks.reports(jar);
            looks.reports();
        }

        @Test
        @DisplayName("that is still being written is reported when all of it is there, once")
        void halfWritten() throws IOException {
            write(jar, "begin");
            assertNull(looks.look());
            for (int i = 0; i < 8; i++) {
                append(jar, "more");
                looks.nothingAfter(90);
            }
            looks.reports(jar);
        }

        @Test
        @DisplayName("whose writing stalls is reported, and again when it goes on")
        void stalled() throws IOException {
            write(jar, "half");
            looks.reports(jar);
            append(jar, "other half");
            looks.reports(jar);
        }

        @Test
        @DisplayName("that is of the same size but another time is reported")
        void sameSize() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
            looks.reports(jar);
        }

        @Test
        @DisplayName("that comes and goes before it has changes is not reported")
        void comesAndGoes() throws IOException {
            write(jar, "one");
            looks.nothingAfter(50);
            Files.delete(jar);
            looks.reports();
        }

        @Test
        @DisplayName("and others of the same burst are reported together, with what is deleted")
        void burst() throws IOException {
            Path old = write(plugins.resolve("old.jar"), "old");
            looks.reports(old);
            write(jar, "one");
            looks.nothingAfter(0);
            Path other = write(plugins.resolve("b.jar"), "two");
            looks.nothingAfter(90);
            Files.delete(old);
            looks.nothingAfter(90);
            looks.reports(jar, other, old);
        }

        @Test
        @DisplayName("that is written aside and renamed over the old one is reported once")
        void renamedOver() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            Path temporary = write(plugins.resolve("a.jar.tmp"), "two");
            looks.nothingAfter(50);
            Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
            looks.reports(jar);
        }

        @Test
        @DisplayName("with another of the same size and time renamed over it is reported, where files have keys")
        void renamedOverAlike() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            Path other = write(temp.resolve("other"), "two");
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(jar));
            Files.move(other, jar, StandardCopyOption.ATOMIC_MOVE);
            looks.reports(jar);
        }

        @Test
        @DisplayName("that is deleted and made again is reported once, even if it is missing at a look")
        void deletedAndMadeAgain() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            Files.delete(jar);
            looks.nothingAfter(0);
            write(jar, "two!");
            looks.nothingAfter(50);
            looks.reports(jar);
        }

        @Test
        @DisplayName(
                "that is moved away and back in time is reported if it has another change time by that, as it may be another")
        void movedAwayAndBack() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            Fingerprint before = Fingerprint.withChangeTime(jar);
            Files.move(jar, temp.resolve("kept"));
            looks.nothingAfter(10);
            Files.move(temp.resolve("kept"), jar);
            boolean same = before.equals(Fingerprint.withChangeTime(jar));
            looks.reports(same ? new Path[0] : new Path[] {jar});
        }

        @Test
        @DisplayName("is all that counts: other files, hidden ones and empty directories are passed over")
        void passedOver() throws IOException {
            write(plugins.resolve("app.log"), "one");
            write(plugins.resolve(".a.jar"), "hidden");
            write(plugins.resolve("documents/read.me"), "nothing");
            Files.createDirectory(plugins.resolve("empty"));
            looks.reports();
        }

        @Test
        @DisplayName("is reported in time though a log file beside it is written to all the time")
        void besideALog() throws IOException {
            Path log = write(plugins.resolve("app.log"), "");
            write(jar, "one");
            Changes changes = null;
            for (int i = 0; i < 3 && changes == null; i++) {
                append(log, "line");
                changes = looks.look();
                looks.pass(50);
            }
            assertEquals(new Changes(Set.of(jar), Set.of()), changes);
        }

        @Test
        @DisplayName(
                "that is written to for ever is ignored, with a warning, and does not keep others waiting for ever")
        void forEver() throws IOException {
            Path endless = write(plugins.resolve("endless.jar"), "");
            write(jar, "one");
            try (LogCapture log = new LogCapture("dev.pluginhost")) {
                Changes changes = null;
                long waited = 0;
                while (changes == null) {
                    append(endless, "more");
                    changes = looks.look();
                    looks.pass(50);
                    waited += 50;
                }
                assertEquals(new Changes(Set.of(jar), Set.of(endless)), changes);
                assertEquals(1050, waited);
                for (int i = 0; i < 100; i++) {
                    append(endless, "more");
                    assertNull(looks.look());
                    looks.pass(50);
                }
                assertEquals(
                        List.of("Plugin artifact " + endless
                                + " has been changing for 1 s and is ignored until it has not changed for 100 ms; keep"
                                + " files that are written to all the time, such as logs, out of it"),
                        log.messages());
                looks.reports(endless);
            }
        }

        @Test
        @DisplayName("that is a link that leads nowhere is reported, as are its becoming one and its leading somewhere")
        void danglingLink() throws IOException {
            Path target = temp.resolve("target");
            Files.createSymbolicLink(jar, target);
            looks.reports(jar);
            write(target, "one");
            looks.reports(jar);
            Files.delete(target);
            looks.reports(jar);
        }

        @Test
        @DisplayName("that a link leads to is reported when it changes, and when the link leads to another one")
        void link() throws IOException {
            Path one = write(temp.resolve("elsewhere/one.jar"), "one");
            Path two = write(temp.resolve("elsewhere/two.jar"), "two");
            Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
            Files.createSymbolicLink(jar, one);
            looks.reports(jar);
            append(one, "more");
            looks.reports(jar);
            Files.delete(jar);
            Files.createSymbolicLink(jar, two);
            looks.reports(jar);
            Files.delete(jar);
            looks.nothingAfter(0);
            Files.createSymbolicLink(jar, two);
            looks.reports();
        }

        @Test
        @DisplayName("that turns into a directory of that name is reported, and nothing in it")
        void directoryNamedLikeAJar() throws IOException {
            write(jar, "one");
            looks.reports(jar);
            Files.delete(jar);
            Files.createDirectory(jar);
            looks.reports(jar);
            write(jar.resolve("nothing.txt"), "");
            looks.reports();
        }
    }

    @Nested
    @DisplayName("a directory")
    class Directories {

        @Test
        @DisplayName("that is a bundle is reported when a jar in it changes, comes or goes, and when it goes itself")
        void bundle() throws IOException {
            Path bundle = plugins.resolve("store");
            Looks looks = Looks.at(plugins);
            write(bundle.resolve("store.jar"), "one");
            looks.reports(bundle);
            Path library = write(bundle.resolve("library.jar"), "one");
            looks.reports(bundle);
            write(library, "other");
            looks.reports(bundle);
            write(bundle.resolve("readme.txt"), "no jar");
            write(bundle.resolve("deep/er.jar"), "too deep");
            looks.reports();
            Files.createDirectory(bundle.resolve("directory.jar"));
            looks.reports(bundle);
            write(bundle.resolve("directory.jar/nothing.jar"), "too deep");
            looks.reports();
            Files.delete(library);
            looks.reports(bundle);
            delete(bundle);
            looks.reports(bundle);
        }

        @Test
        @DisplayName("that is declared to be a bundle is reported as one")
        void bundleSource() throws IOException {
            Path bundle = temp.resolve("store");
            Looks looks = Looks.at(new Source(bundle, true));
            write(bundle.resolve("store.jar"), "one");
            looks.reports(bundle);
            write(bundle.resolve("module-info.class"), "no part of a bundle");
            looks.reports();
            append(bundle.resolve("store.jar"), "more");
            looks.reports(bundle);
            delete(bundle);
            looks.reports(bundle);
        }

        @Test
        @DisplayName("that is an exploded module is reported when any file in it changes, comes or goes")
        void exploded() throws IOException {
            Path module = plugins.resolve("acme");
            Path type = module.resolve("acme/deep/Type.class");
            Looks looks = Looks.at(plugins);
            write(type, "one");
            looks.reports();
            write(module.resolve("module-info.class"), "module");
            looks.reports(module);
            write(type, "other");
            looks.reports(module);
            write(module.resolve("acme/new.properties"), "a=b");
            looks.reports(module);
            write(module.resolve("acme/.swp"), "an editor's");
            looks.reports();
            Files.delete(type);
            looks.reports(module);
            Files.delete(module.resolve("module-info.class"));
            looks.reports(module);
        }

        @Test
        @DisplayName("on another file system that is an exploded module is reported likewise")
        void explodedElsewhere() throws IOException {
            try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
                Path module = memory.getPath("/work/acme");
                Looks looks = Looks.at(new Source(plugins, false), new Source(module, false));
                write(module.resolve("module-info.class"), "module");
                write(plugins.resolve("a.jar"), "one");
                looks.reports(module, plugins.resolve("a.jar"));
                write(module.resolve("acme/Type.class"), "type");
                looks.reports(module);
            }
        }

        @Test
        @DisplayName("that is linked into an exploded module, and leads back to it, is not entered")
        void loop() throws IOException {
            Path module = plugins.resolve("acme");
            write(module.resolve("module-info.class"), "module");
            Files.createSymbolicLink(module.resolve("loop"), module);
            Looks looks = Looks.at(plugins);
            looks.reports();
            write(module.resolve("Type.class"), "type");
            looks.reports(module);
        }

        @Test
        @DisplayName("of artifacts that is missing at first is reported when it comes, with what is in it")
        void missingAtFirst() throws IOException {
            Path later = temp.resolve("not/yet/there");
            Looks looks = Looks.at(later);
            looks.reports();
            Path jar = write(later.resolve("a.jar"), "one");
            looks.reports(later, jar);
        }

        @Test
        @DisplayName("of artifacts that disappears is reported, and again when it is back")
        void disappears() throws IOException {
            Path jar = write(plugins.resolve("a.jar"), "one");
            Looks looks = Looks.at(plugins);
            Files.move(plugins, temp.resolve("away"));
            looks.reports(plugins, jar);
            Files.move(temp.resolve("away"), plugins);
            looks.reports(plugins, jar);
        }

        @Test
        @DisplayName(
                "of artifacts that is back before that has changes is reported only if what is in it has changed, or has another change time")
        void replaced() throws IOException {
            Path same = write(plugins.resolve("same.jar"), "same");
            Path changed = write(plugins.resolve("changed.jar"), "one");
            Fingerprint before = Fingerprint.withChangeTime(same);
            Looks looks = Looks.at(plugins);
            Files.move(plugins, temp.resolve("away"));
            looks.nothingAfter(0);
            Files.createDirectory(plugins);
            looks.nothingAfter(90);
            Files.move(temp.resolve("away/same.jar"), same);
            looks.nothingAfter(90);
            write(changed, "other");
            boolean isSame = before.equals(Fingerprint.withChangeTime(same));
            looks.reports(isSame ? new Path[] {changed} : new Path[] {changed, same});
        }

        @Test
        @DisplayName(
                "of artifacts that a link leads to, or that is below one, is reported when the link leads elsewhere")
        void linkOnTheWay() throws IOException {
            Path one = write(temp.resolve("releases/1/plugins/a.jar"), "one");
            Path two = write(temp.resolve("releases/2/plugins/a.jar"), "two");
            Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
            Path current = temp.resolve("current");
            Files.createSymbolicLink(current, temp.resolve("releases/1"));
            Path watched = current.resolve("plugins");
            Looks looks = Looks.at(watched);
            looks.reports();
            Files.createSymbolicLink(temp.resolve("next"), temp.resolve("releases/2"));
            Files.move(temp.resolve("next"), current, StandardCopyOption.ATOMIC_MOVE);
            looks.reports(watched.resolve("a.jar"));
        }

        @Test
        @DisplayName("or a jar is a source, and may be replaced by the other")
        void single() throws IOException {
            Path source = temp.resolve("single.jar");
            Looks looks = Looks.at(source);
            write(source, "one");
            looks.reports(source);
            append(source, "more");
            looks.reports(source);
            Files.delete(source);
            write(source.resolve("module-info.class"), "module");
            looks.reports(source);
            delete(source);
            write(source.resolve("in.jar"), "one");
            looks.reports(source, source.resolve("in.jar"));
            delete(source);
            looks.reports(source, source.resolve("in.jar"));
        }

        @Test
        @DisplayName("or a file is reported by the path under which discovery finds it")
        void likeDiscovery() throws IOException {
            Path single = temp.resolve("single.jar");
            Path bundle = temp.resolve("bundle");
            List<Source> sources =
                    List.of(new Source(plugins, false), new Source(single, false), new Source(bundle, true));
            Looks looks = Looks.at(sources.toArray(Source[]::new));
            looks.reports();
            byte[] jar = emptyJar();
            for (Path file :
                    List.of(single, plugins.resolve("b.jar"), plugins.resolve("c/c.jar"), bundle.resolve("d.jar"))) {
                Files.createDirectories(file.getParent());
                Files.write(file, jar);
            }
            Discovered discovered = Reading.of(sources);
            Set<Path> found = discovered.candidates().values().stream()
                    .map(candidate -> candidate.location())
                    .collect(Collectors.toSet());
            assertEquals(4, found.size(), () -> discovered.problems().toString());
            assertEquals(List.of(new Changes(found, Set.of())), looks.rest());
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
    @DisplayName("what cannot be read")
    class Unseen {

        private final Set<Path> refused = new HashSet<>();
        private final FaultyFileSystem files = new FaultyFileSystem(FileSystems.getDefault());

        @BeforeEach
        void refuse() {
            files.befall((operation, file) -> {
                if (refused.contains(file)) {
                    throw new AccessDeniedException(file.toString());
                }
            });
        }

        private Looks looks() {
            return Looks.at(files.path(plugins));
        }

        @Test
        @DisplayName("counts as unchanged: of a directory that must not be read nothing is reported as gone")
        void directory() throws IOException {
            Path jar = write(plugins.resolve("a.jar"), "one");
            Path module = plugins.resolve("acme");
            write(module.resolve("module-info.class"), "module");
            Looks looks = looks();
            refused.add(plugins);
            Files.delete(jar);
            looks.reports();
            refused.clear();
            looks.reports(files.path(jar));
        }

        @Test
        @DisplayName("counts as unchanged: an artifact, while others are reported")
        void artifact() throws IOException {
            Path bundle = plugins.resolve("store");
            Path library = write(bundle.resolve("library.jar"), "one");
            Path jar = plugins.resolve("a.jar");
            Looks looks = looks();
            refused.add(library);
            append(library, "more");
            write(jar, "one");
            looks.reports(files.path(jar));
            refused.clear();
            looks.reports(files.path(bundle));
        }

        @Test
        @DisplayName("counts as unchanged: in the working directory too")
        void workingDirectory() throws IOException {
            Path jar = Path.of("seen-by-round-test.jar");
            write(jar.toAbsolutePath(), "one");
            Looks looks = Looks.at(files.path(Path.of("")));
            try {
                refused.add(Path.of(""));
                looks.reports();
                refused.clear();
                append(jar, "more");
                looks.reports(files.path(jar));
            } finally {
                Files.delete(jar);
            }
        }

        @Test
        @DisplayName("at first is reported when it is seen")
        void atFirst() throws IOException {
            Path jar = write(plugins.resolve("a.jar"), "one");
            refused.add(plugins);
            Looks looks = looks();
            looks.reports();
            refused.clear();
            looks.reports(files.path(plugins), files.path(jar));
        }

        @Test
        @DisplayName("is logged once, if it lasts, and again if it comes back")
        void warning() {
            Looks looks = looks();
            try (LogCapture log = new LogCapture("dev.pluginhost")) {
                refused.add(plugins);
                looks.look();
                assertEquals(List.of(), log.messages());
                looks.nothingAfter(100);
                looks.nothingAfter(100);
                assertEquals(
                        List.of("Changes of plugins at " + plugins + " are not noticed, as it cannot be read"
                                + " (java.nio.file.AccessDeniedException: " + plugins + ") and counts as unchanged;"
                                + " make it readable for the user that runs the application"),
                        log.messages());
                refused.clear();
                looks.look();
                refused.add(plugins);
                looks.look();
                looks.nothingAfter(100);
                assertEquals(2, log.messages().size());
            }
        }

        @Test
        @DisplayName("as its file system is closed counts as unchanged")
        void closedFileSystem() throws IOException {
            FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
            Path module = memory.getPath("/work/acme");
            write(module.resolve("module-info.class"), "module");
            Looks looks = Looks.at(module);
            try (LogCapture log = new LogCapture("dev.pluginhost")) {
                memory.close();
                looks.reports();
                looks.nothingAfter(100);
                assertEquals(
                        1,
                        log.messages("cannot be read").size(),
                        () -> log.messages().toString());
            }
        }
    }

    @Nested
    @DisplayName("the next walk is due")
    class Pauses {

        @Test
        @DisplayName("after a quarter of the settling time while something changes, else after 200 ms or more")
        void pause() throws IOException {
            Looks looks = Looks.at(plugins);
            assertEquals(Duration.ofMillis(200), looks.pause());
            write(plugins.resolve("a.jar"), "one");
            assertEquals(Duration.ofMillis(25), looks.pause());
            looks.reports(plugins.resolve("a.jar"));
            assertEquals(Duration.ofMillis(200), looks.pause());
        }

        @Test
        @DisplayName("the later the slower a walk is")
        void slowDisk() throws IOException {
            FaultyFileSystem files = new FaultyFileSystem(plugins.getFileSystem());
            Looks looks = Looks.at(files.path(plugins));
            assertEquals(Duration.ofMillis(200), looks.pause());
            files.befall((operation, file) -> looks.pass(operation == Operation.LIST ? 20 : 0));
            assertEquals(Duration.ofMillis(1980), looks.pause());
            files.befall((operation, file) -> looks.pass(operation == Operation.LIST ? 1000 : 0));
            assertEquals(Duration.ofSeconds(10), looks.pause());
            write(plugins.resolve("a.jar"), "one");
            files.befall(
                    (operation, file) -> looks.pass(operation == Operation.LIST ? 500 : 0)); // there are two of them
            assertEquals(Duration.ofSeconds(4), looks.pause());
        }
    }
}
