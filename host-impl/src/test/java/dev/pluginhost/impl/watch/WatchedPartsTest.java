package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real files, but with looks and times of the test's own. */
@DisplayName("Of the parts of a plugin")
class WatchedPartsTest {

    private static final long SETTLE = Looks.SETTLE.toMillis();

    /** Longer than the settling time, as a compiler may take before it writes its first class. */
    private static final long PAUSE = SETTLE + SETTLE / 2;

    @TempDir
    private Path project;

    private Path classes;
    private Path resources;
    private Path library;
    private Source source;

    /** Counts what is written, so that each file has another size. */
    private int written;

    @BeforeEach
    void build() throws IOException {
        classes = project.resolve("classes");
        resources = project.resolve("resources");
        library = project.resolve("lib.jar");
        source = Source.ofParts("acme.dev", List.of(classes, resources, library));
        write(classes.resolve("module-info.class"));
        write(classes.resolve("acme/dev/A.class"));
        write(classes.resolve("acme/dev/B.class"));
        write(resources.resolve("messages.properties"));
        write(library);
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x".repeat(++written));
    }

    private void writeClasses(Looks looks, String... names) throws IOException {
        for (String name : names) {
            looks.nothingAfter(SETTLE / 2);
            write(classes.resolve(name));
        }
    }

    private void reportsOnce(Looks looks) {
        looks.reports(classes);
        looks.reports();
    }

    @Test
    @DisplayName("a build that writes resources, deletes classes, and writes these after a while is reported once")
    void wholeBuild() throws IOException {
        Looks looks = Looks.at(source);
        write(resources.resolve("messages.properties"));
        looks.nothingAfter(SETTLE / 2);
        looks.nothingAfter(PAUSE);
        Files.delete(classes.resolve("acme/dev/A.class"));
        Files.delete(classes.resolve("acme/dev/B.class"));
        Files.delete(classes.resolve("module-info.class"));
        looks.nothingAfter(SETTLE / 2);
        looks.nothingAfter(PAUSE);
        writeClasses(looks, "acme/dev/A.class", "module-info.class");
        looks.nothingAfter(PAUSE);
        writeClasses(looks, "acme/dev/B.class");
        reportsOnce(looks);
    }

    @Test
    @DisplayName("classes that are compiled in place are reported after one settling time")
    void compiled() throws IOException {
        Looks looks = Looks.at(source);
        write(classes.resolve("acme/dev/A.class"));
        looks.nothingAfter(0);
        looks.pass(SETTLE);
        assertEquals(new Changes(Set.of(classes), Set.of()), looks.look());
    }

    @Test
    @DisplayName("resources alone are reported, after the time that a build may take until it writes classes")
    void resourcesAlone() throws IOException {
        Looks looks = Looks.at(source);
        write(resources.resolve("messages.properties"));
        looks.nothingAfter(0);
        looks.nothingAfter(SETTLE * 4 - 1);
        looks.pass(1);
        assertEquals(new Changes(Set.of(classes), Set.of()), looks.look());
    }

    @Test
    @DisplayName("a class that is deleted for good is reported as late, and a new library at once")
    void deleted() throws IOException {
        Looks looks = Looks.at(source);
        Files.delete(classes.resolve("acme/dev/B.class"));
        write(classes.resolve("acme/dev/C.class"));
        looks.nothingAfter(0);
        looks.nothingAfter(SETTLE * 4 - 1);
        looks.pass(1);
        assertEquals(new Changes(Set.of(classes), Set.of()), looks.look());
        write(library);
        looks.nothingAfter(0);
        looks.pass(SETTLE);
        assertEquals(new Changes(Set.of(classes), Set.of()), looks.look());
    }

    @Test
    @DisplayName("a build that has deleted some classes may compile for long, and holds up nothing else meanwhile")
    void longBuild() throws IOException {
        Path plugins = Files.createDirectory(project.resolve("plugins"));
        Looks looks = Looks.at(source, new Source(plugins, false));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Files.delete(classes.resolve("acme/dev/B.class"));
            looks.nothingAfter(0);
            looks.nothingAfter(SETTLE * 4);
            looks.nothingAfter(SETTLE * 60);
            Path jar = plugins.resolve("a.jar");
            write(jar);
            looks.nothingAfter(0);
            looks.pass(SETTLE);
            assertEquals(new Changes(Set.of(jar), Set.of(classes)), looks.look());
            looks.nothingAfter(SETTLE * 50);
            write(classes.resolve("acme/dev/B.class"));
            reportsOnce(looks);
            assertEquals(List.of(), log.messages());
        }
    }

    @Test
    @DisplayName("a class that is deleted and nothing else is reported after a long time, and so is a declaration")
    void deletedAlone() throws IOException {
        Looks looks = Looks.at(source);
        Files.delete(classes.resolve("acme/dev/B.class"));
        looks.nothingAfter(0);
        looks.nothingAfter(SETTLE * 120 - 1);
        looks.pass(1);
        assertEquals(new Changes(Set.of(classes), Set.of()), looks.look());
        Files.delete(classes.resolve("module-info.class"));
        write(classes.resolve("acme/dev/A.class"));
        looks.nothingAfter(0);
        looks.nothingAfter(SETTLE * 120 - 1);
        looks.pass(1);
        assertEquals(new Changes(Set.of(classes), Set.of()), looks.look());
    }

    @Test
    @DisplayName("a class that is deleted in one directory is waited for, whatever is written to another one")
    void otherDirectory() throws IOException {
        write(resources.resolve("acme/dev/Other.class"));
        Looks looks = Looks.at(source);
        Files.delete(classes.resolve("acme/dev/B.class"));
        write(resources.resolve("acme/dev/Other.class"));
        looks.nothingAfter(0);
        looks.nothingAfter(SETTLE * 4);
        write(classes.resolve("acme/dev/B.class"));
        reportsOnce(looks);
    }

    @Test
    @DisplayName("it can be asked which are being written, whatever was reported")
    void beingWritten() throws IOException {
        Path other = Files.createDirectory(project.resolve("plugins"));
        Looks looks = Looks.at(source, new Source(other, false));
        assertEquals(Set.of(), looks.written());
        write(classes.resolve("acme/dev/A.class"));
        write(other.resolve("a.jar"));
        assertEquals(Set.of(classes), looks.written());
        looks.reports(classes, other.resolve("a.jar"));
        assertEquals(Set.of(), looks.written());
        Files.delete(classes.resolve("acme/dev/A.class"));
        assertEquals(Set.of(classes), looks.written());
    }

    @Test
    @DisplayName("those that are not there yet are reported when they are")
    void missing() throws IOException {
        Files.delete(library);
        Looks looks = Looks.at(Source.ofParts("acme.new", List.of(project.resolve("later"))), source);
        assertNull(looks.look());
        Files.createDirectories(project.resolve("later"));
        looks.reports(project.resolve("later"));
        write(project.resolve("later/A.class"));
        write(library);
        looks.reports(project.resolve("later"), classes);
    }
}
