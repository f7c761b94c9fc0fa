package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application is started with class archives of every kind that docs/class-archive.md names. */
@DisplayName("A class archive")
class ClassArchiveTest {

    private static final String SERVICE = "acme.app.Greeter";
    private static final String OF_THE_PLUGIN = "acme.hello.Hello";
    private static final String OF_THE_HOST = "dev.pluginhost.impl.DefaultPluginHost";

    /** Its greeting is as long as the other one, so that only the content of the class differs. */
    private static final String OTHER_GREETING = "Howdy";

    /** Makes short runs faster; it does not affect the archive. */
    private static final List<String> LIGHT = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    @TempDir
    static Path applications;

    @TempDir
    Path directory;

    /** A jar, because archives have no classes from directories on the module path. */
    private static Path application() {
        return applications.resolve("acme.app.jar");
    }

    @BeforeAll
    static void makeApplication() {
        assumeTrue(Run.java("-Xshare:on", "-version").exit() == 0, "This JDK has no archive of its own");
        Path classes = Application.onModulePath(applications);
        Tool.run("jar", "--create", "--file", application(), "-C", classes, ".");
    }

    @Test
    @DisplayName("of a training run has the plugin's classes, but none that was replaced since")
    void isMadeByATrainingRun() throws IOException {
        assertServes(List.of("-XX:ArchiveClassesAtExit=app.jsa"), List.of("-XX:SharedArchiveFile=app.jsa"));
    }

    @Test
    @DisplayName("that the JVM makes by itself has them too")
    void isMadeByItself() throws IOException {
        assumeFeature(19);
        List<String> options = List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=app.jsa");
        assertServes(options, options);
    }

    @Test
    @DisplayName("that is an AOT cache has them too")
    void isAnAotCache() throws IOException {
        assumeFeature(25);
        assertServes(List.of("-XX:AOTCacheOutput=app.aot"), List.of("-XX:AOTCache=app.aot"));
    }

    /** Three runs: one that makes the archive, one that takes everything from it, one after the plugin was replaced. */
    private void assertServes(List<String> training, List<String> options) throws IOException {
        install("Hello");
        start(training);

        assertEquals("Hello", start(options));
        assertFromArchive(SERVICE, OF_THE_PLUGIN, OF_THE_HOST);

        install(OTHER_GREETING);
        assertEquals(OTHER_GREETING, start(options));
        assertFromFile(OF_THE_PLUGIN);
        assertFromArchive(SERVICE, OF_THE_HOST);
    }

    private void install(String greeting) {
        Hello.provides(SERVICE, application(), greeting).jar(directory.resolve("plugins"));
    }

    private static void assumeFeature(int version) {
        assumeTrue(Runtime.version().feature() >= version, () -> "This needs JDK " + version);
    }

    /** Runs the application in the directory without messages of the JVM, and returns what it printed. */
    private String start(List<String> options) throws IOException {
        Files.deleteIfExists(log());
        Run run = Run.in(
                directory,
                Run.JAVA,
                options,
                LIGHT,
                "-Xlog:disable",
                "-Xlog:class+load:file=" + log().getFileName(),
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application()),
                "--module",
                Application.MODULE,
                "plugins",
                Hello.NAME);
        assertEquals(0, run.exit(), run::toString);
        return run.out();
    }

    private Path log() {
        return directory.resolve("load.log");
    }

    private void assertFromArchive(String... classNames) throws IOException {
        LoadedClasses loaded = LoadedClasses.read(log());
        for (String name : classNames) {
            assertTrue(loaded.fromArchive(name), () -> name + " in " + loaded);
        }
    }

    private void assertFromFile(String className) throws IOException {
        LoadedClasses loaded = LoadedClasses.read(log());
        assertTrue(loaded.fromFile(className), () -> className + " in " + loaded);
    }
}
