package dev.pluginhost.impl.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.nio.file.Path;
import java.nio.file.WatchEvent.Kind;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The bell")
class FileSystemEventsTest {

    @TempDir
    private Path directory;

    private final FakeEvents fake = new FakeEvents();
    private final Bell bell = new Bell();
    private final FileSystemEvents events = new FileSystemEvents(
            fake, fake, bell, DaemonThreads.plain("events-", getClass().getClassLoader()));

    @BeforeEach
    void hearEverything() {
        interest(Interest.ANY);
    }

    @AfterEach
    void close() {
        events.close();
    }

    private void interest(Interest interest) {
        hear(directory, interest);
    }

    private Coverage hear(Path path, Interest interest) {
        return events.hear(Map.of(path, new Sight.Directory(interest, null)), new Complaints(Rounds.PACE));
    }

    private void rings(boolean expected, Kind<Path> kind, String entry) throws Exception {
        fake.key(directory).signal(kind, Path.of(entry));
        rings(expected);
    }

    private void rings(boolean expected) throws InterruptedException {
        fake.awaitTaken();
        assertEquals(expected, bell.await(0, 1));
    }

    @Test
    @DisplayName("is not expected for a directory that is gone, nor told to ring for it soon")
    void gone() {
        assertEquals(new Coverage(true, false), hear(directory, Interest.ANY));
        assertEquals(new Coverage(false, false), hear(directory.resolve("gone"), Interest.ANY));
        assertEquals(new Coverage(true, true), hear(directory, Interest.ANY));
    }

    @Test
    @DisplayName("rings when events have overflowed, whatever is of interest")
    void overflow() throws Exception {
        interest(Interest.only("nothing"));
        fake.key(directory).signal(OVERFLOW, null);
        rings(true);
    }

    @Test
    @DisplayName("rings when a directory is not heard of any more")
    void invalid() throws Exception {
        interest(Interest.only("nothing"));
        fake.key(directory).invalidate();
        rings(true);
    }

    @Test
    @DisplayName("rings for one event of many")
    void oneOfMany() throws Exception {
        interest(Interest.only("a"));
        FakeEvents.Key key = fake.key(directory);
        key.signal(ENTRY_CREATE, Path.of("a"));
        key.signal(ENTRY_CREATE, Path.of("b"));
        rings(true);
        rings(false);
    }

    @Test
    @DisplayName(
            "rings in a directory of artifacts for jars and for what comes and goes, but not for hidden files and logs")
    void artifacts() throws Exception {
        interest(Interest.ARTIFACTS);
        rings(true, ENTRY_MODIFY, "a.jar");
        rings(true, ENTRY_CREATE, "bundle");
        rings(true, ENTRY_DELETE, "bundle");
        rings(false, ENTRY_MODIFY, "app.log");
        rings(false, ENTRY_CREATE, ".a.jar");
    }

    @Test
    @DisplayName("rings in a bundle for jars and a module declaration")
    void bundle() throws Exception {
        interest(Interest.CONTENT);
        rings(true, ENTRY_MODIFY, "a.jar");
        rings(true, ENTRY_CREATE, "module-info.class");
        rings(false, ENTRY_CREATE, "readme.txt");
        rings(false, ENTRY_DELETE, ".a.jar");
    }

    @Test
    @DisplayName("rings in an exploded module for all but hidden files")
    void exploded() throws Exception {
        rings(true, ENTRY_MODIFY, "Type.class");
        rings(false, ENTRY_MODIFY, ".Type.class.swp");
    }

    @Test
    @DisplayName("rings in the parent of a source for the source alone")
    void parent() throws Exception {
        interest(Interest.only("plugins").or(Interest.only(".hidden")));
        rings(true, ENTRY_CREATE, "plugins");
        rings(true, ENTRY_DELETE, ".hidden");
        rings(false, ENTRY_CREATE, "other");
    }
}
