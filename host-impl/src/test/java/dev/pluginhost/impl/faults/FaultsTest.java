package dev.pluginhost.impl.faults;

import static dev.pluginhost.ImportStage.DEFINE;
import static dev.pluginhost.ImportStage.OPEN;
import static dev.pluginhost.ImportStage.RESOLVE;
import static dev.pluginhost.ImportStage.START;
import static dev.pluginhost.impl.faults.FileFault.CIRCULAR;
import static dev.pluginhost.impl.faults.FileFault.DELETED;
import static dev.pluginhost.impl.faults.FileFault.DIRECTORY;
import static dev.pluginhost.impl.faults.FileFault.OVERWRITTEN;
import static dev.pluginhost.impl.faults.FileFault.REPLACED;
import static dev.pluginhost.impl.faults.FileFault.TRUNCATED;
import static dev.pluginhost.impl.faults.FileFault.UNREADABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.UnloadReport;
import java.util.List;
import java.util.Locale;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of faults: what goes wrong, when, and what comes of it. Each row is a test. */
@Tag("slow")
@DisplayName("A fault:")
class FaultsTest extends FaultGround {

    /** How the plugin is afterwards. */
    enum Left {
        AT_WORK,
        NOT_IMPORTED,
        FAILED,
        NOT_INSTALLED
    }

    /** Does a fault and returns what comes of it. */
    interface Deed {
        Object on(FaultGround ground) throws Exception;
    }

    /** A fault that may befall any file. */
    interface FileDeed {
        Object on(FaultGround ground, FileFault fault) throws Exception;
    }

    /** A fault that may befall whatever a file system is asked. */
    interface FileSystemDeed {
        Object on(FaultGround ground, ReadFault fault) throws Exception;
    }

    /**
     * A row.
     *
     * @param outcome the type of what is thrown, reported, logged or given, and what is said in it
     */
    record Row(String fault, String when, String outcome, Left left, Deed deed) {

        @Override
        public String toString() {
            return fault + " " + when + " gives " + outcome + ", and leaves the plugin "
                    + left.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final List<FileFault> ANY = List.of(FileFault.values());

    /** Those that leave the bytes alone which are open. */
    private static final List<FileFault> OF_THE_NAME = List.of(REPLACED, DELETED, CIRCULAR, DIRECTORY, UNREADABLE);

    private static final List<FileFault> OF_THE_BYTES = List.of(OVERWRITTEN, TRUNCATED);

    /** Those after which there is nothing that could be imported instead. */
    private static final List<FileFault> OF_EITHER =
            ANY.stream().filter(fault -> fault != REPLACED).toList();

    static Stream<Row> table() {
        return Stream.of(jars(), libraries(), fileSystems(), stops(), errors(), disks())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> jars() {
        return Stream.of(
                        rows(
                                List.of(DELETED),
                                "before it is discovered",
                                "PluginNotFoundException: acme.a",
                                Left.NOT_INSTALLED,
                                JarFaults::beforeItIsDiscovered),
                        rows(
                                OF_EITHER.stream()
                                        .filter(fault -> fault != DELETED)
                                        .toList(),
                                "before it is discovered",
                                "UNREADABLE: ",
                                Left.NOT_INSTALLED,
                                JarFaults::beforeItIsDiscovered),
                        rows(
                                List.of(REPLACED),
                                "between discovery and import",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                JarFaults::betweenDiscoveryAndImport),
                        rows(
                                OF_EITHER,
                                "between discovery and import",
                                "UNREADABLE: acme.a.jar",
                                Left.FAILED,
                                JarFaults::betweenDiscoveryAndImport),
                        rows(
                                List.of(REPLACED),
                                "while what it requires starts",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                JarFaults::whileWhatItRequiresStarts),
                        rows(
                                OF_EITHER,
                                "while what it requires starts",
                                "UNREADABLE: acme.a.jar",
                                Left.FAILED,
                                JarFaults::whileWhatItRequiresStarts),
                        rows(
                                List.of(REPLACED),
                                "as it is about to be opened",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                (ground, fault) -> JarFaults.atStage(ground, OPEN, fault)),
                        rows(
                                OF_EITHER,
                                "as it is about to be opened",
                                "UNREADABLE: acme.a.jar",
                                Left.FAILED,
                                (ground, fault) -> JarFaults.atStage(ground, OPEN, fault)),
                        rows(
                                OF_THE_NAME,
                                "before it is resolved",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                (ground, fault) -> JarFaults.atStage(ground, RESOLVE, fault)),
                        rows(
                                OF_THE_BYTES,
                                "before it is resolved",
                                "PluginStartException: acme.a",
                                Left.FAILED,
                                (ground, fault) -> JarFaults.atStage(ground, RESOLVE, fault)),
                        rows(
                                OF_THE_NAME,
                                "before its layer is defined",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                (ground, fault) -> JarFaults.atStage(ground, DEFINE, fault)),
                        rows(
                                OF_THE_BYTES,
                                "before its layer is defined",
                                "PluginStartException: acme.a",
                                Left.FAILED,
                                (ground, fault) -> JarFaults.atStage(ground, DEFINE, fault)),
                        rows(
                                OF_THE_NAME,
                                "before it starts",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                (ground, fault) -> JarFaults.atStage(ground, START, fault)),
                        rows(
                                OF_THE_BYTES,
                                "before it starts",
                                "PluginStartException: acme.a",
                                Left.FAILED,
                                (ground, fault) -> JarFaults.atStage(ground, START, fault)),
                        rows(
                                OF_THE_NAME,
                                "in its start",
                                "ImportedModule: acme.a",
                                Left.AT_WORK,
                                JarFaults::inItsStart),
                        rows(
                                OF_THE_BYTES,
                                "in its start",
                                "PluginStartException: acme.a.Early: cannot be read from module acme.a: ",
                                Left.FAILED,
                                JarFaults::inItsStart),
                        rows(
                                OF_THE_NAME,
                                "before another class is loaded",
                                "String: acme.a.Late",
                                Left.AT_WORK,
                                JarFaults::beforeAClassIsLoaded),
                        rows(
                                OF_THE_BYTES,
                                "before another class is loaded",
                                "NoClassDefFoundError: acme.a.Late: cannot be read from module acme.a",
                                Left.AT_WORK,
                                JarFaults::beforeAClassIsLoaded),
                        rows(
                                ANY,
                                "and another class is loaded, while the jar is closed as idle",
                                "NoClassDefFoundError: acme.a.jar",
                                Left.AT_WORK,
                                JarFaults::beforeAClassIsLoadedFromTheIdleJar),
                        rows(
                                OF_THE_NAME,
                                "before a resource is read",
                                "String: whole",
                                Left.AT_WORK,
                                JarFaults::beforeAResourceIsRead),
                        rows(
                                OF_THE_BYTES,
                                "before a resource is read",
                                "ChangedArtifactException: acme.a.jar",
                                Left.AT_WORK,
                                JarFaults::beforeAResourceIsRead),
                        rows(
                                List.of(CIRCULAR),
                                "and a resource is read, while the jar is closed as idle",
                                "FileSystemException: acme.a.jar",
                                Left.AT_WORK,
                                JarFaults::beforeAResourceIsReadFromTheIdleJar),
                        rows(
                                List.of(UNREADABLE),
                                "and a resource is read, while the jar is closed as idle",
                                "FileNotFoundException: acme.a.jar",
                                Left.AT_WORK,
                                JarFaults::beforeAResourceIsReadFromTheIdleJar),
                        rows(
                                List.of(REPLACED, OVERWRITTEN, TRUNCATED, DELETED, DIRECTORY),
                                "and a resource is read, while the jar is closed as idle",
                                "ChangedArtifactException: acme.a.jar",
                                Left.AT_WORK,
                                JarFaults::beforeAResourceIsReadFromTheIdleJar),
                        rows(
                                ANY,
                                "before it is unloaded",
                                "UnloadReport: []",
                                Left.NOT_IMPORTED,
                                JarFaults::beforeItIsUnloaded),
                        rows(
                                OF_EITHER,
                                "before it is reloaded",
                                "ReloadFailedException: what runs was not touched",
                                Left.AT_WORK,
                                JarFaults::beforeItIsReloaded),
                        rows(
                                OF_EITHER,
                                "while the old version leaves for a reload",
                                "ReloadFailedException: what ran before is back",
                                Left.AT_WORK,
                                JarFaults::duringAReload))
                .flatMap(rows -> rows);
    }

    private static Stream<Row> rows(List<FileFault> faults, String when, String outcome, Left left, FileDeed deed) {
        return faults.stream()
                .map(fault -> new Row("the jar " + fault, when, outcome, left, ground -> {
                    fault.assumePossible(ground.plugins);
                    return deed.on(ground, fault);
                }));
    }

    private static Stream<Row> libraries() {
        return ANY.stream()
                .map(fault -> new Row(
                        "of a bundle, a library " + fault,
                        "between discovery and import",
                        fault == DELETED ? "ImportedModule: acme.a" : "UNREADABLE: acme.library.jar",
                        fault == DELETED ? Left.AT_WORK : Left.FAILED,
                        ground -> {
                            fault.assumePossible(ground.plugins);
                            return JarFaults.toALibraryOfItsBundle(ground, fault);
                        }));
    }

    private static Stream<Row> fileSystems() {
        return Stream.of(
                        exploded(
                                "before it is discovered",
                                "PluginNotFoundException: acme.a",
                                Left.NOT_INSTALLED,
                                ExplodedFaults::beforeItIsDiscovered),
                        exploded(
                                "between discovery and import",
                                "UNREADABLE: acme.a",
                                Left.FAILED,
                                ExplodedFaults::betweenDiscoveryAndImport),
                        exploded(
                                "when its own class is loaded",
                                "PluginStartException: acme.a.Main: cannot be read from module acme.a: ",
                                Left.FAILED,
                                ExplodedFaults::whenItsClassIsLoaded),
                        exploded(
                                "when the type of its service is loaded",
                                "UNREADABLE: acme.a.Greeting: cannot be read from module acme.a: ",
                                Left.FAILED,
                                ExplodedFaults::whenTheTypeOfItsServiceIsLoaded),
                        exploded(
                                "when another class is loaded",
                                "NoClassDefFoundError: acme.a.Late: cannot be read from module acme.a: ",
                                Left.AT_WORK,
                                ExplodedFaults::whenAnotherClassIsLoaded),
                        exploded(
                                "when a resource is read",
                                "IOException: ",
                                Left.AT_WORK,
                                ExplodedFaults::whenAResourceIsRead),
                        exploded(
                                "before it is unloaded",
                                "UnloadReport: []",
                                Left.NOT_IMPORTED,
                                ExplodedFaults::beforeItIsUnloaded),
                        exploded(
                                "before it is reloaded",
                                "ReloadFailedException: what runs was not touched",
                                Left.AT_WORK,
                                ExplodedFaults::beforeItIsReloaded))
                .flatMap(rows -> rows);
    }

    private static Stream<Row> exploded(String when, String outcome, Left left, FileSystemDeed deed) {
        return Stream.of(ReadFault.FAILS, ReadFault.CLOSED)
                .map(fault -> new Row(
                        "what the file system of an exploded module is asked " + fault,
                        when,
                        outcome,
                        left,
                        ground -> deed.on(ground, fault)));
    }

    private static Stream<Row> stops() {
        return Stream.of(
                row(
                        "the stop throws",
                        "when it is unloaded",
                        "UnloadReport: failed to stop: java.io.IOException: no",
                        ground -> StopFaults.runs(ground, "if (true) throw new java.io.IOException(\"no\");")),
                row(
                        "the stop hangs until it is interrupted",
                        "when it is unloaded",
                        "UnloadReport: Plugin acme.a does not stop before it is interrupted",
                        ground -> StopFaults.hangs(ground, "Probe.await(\"hang\");")),
                row(
                        "the stop hangs though it is interrupted",
                        "when it is unloaded",
                        "UnloadReport: is left behind on the daemon thread pluginhost-stop-",
                        ground -> StopFaults.hangs(ground, "Probe.awaitUninterruptibly(\"hang\");")),
                row(
                        "the stop imports another plugin",
                        "when it is unloaded",
                        "UnloadReport: []",
                        ground -> StopFaults.calls(ground, host -> host.importModule("acme.next"))),
                new Row(
                        "the stop imports the plugin itself and waits",
                        "when it is unloaded",
                        "UnloadReport: would wait for itself",
                        Left.AT_WORK,
                        StopFaults::importsItself),
                row(
                        "the stop unloads the plugin itself and waits",
                        "when it is unloaded",
                        "UnloadReport: Unloading of plugin acme.a would wait for itself",
                        ground -> StopFaults.calls(
                                ground, host -> host.unload("acme.a").join())),
                row(
                        "the stop unloads the plugin itself",
                        "when it is unloaded",
                        "UnloadReport: []",
                        ground -> StopFaults.calls(
                                ground, host -> host.unload("acme.a").isDone())),
                row(
                        "the stop reloads the plugin itself and waits",
                        "when it is unloaded",
                        "UnloadReport: would wait for plugins that may wait for acme.a",
                        ground -> StopFaults.calls(
                                ground, host -> host.reload("acme.a").join())));
    }

    private static Stream<Row> errors() {
        return Stream.of(CodeFault.values())
                .flatMap(error -> Stream.of(
                        new Row(
                                error + " is thrown",
                                "in its start",
                                "PluginStartException: " + error,
                                Left.FAILED,
                                error::inItsStart),
                        new Row(
                                error + " is thrown",
                                "in a static initialiser",
                                "PluginStartException: " + error,
                                Left.FAILED,
                                error::inAStaticInitialiser),
                        new Row(
                                error + " is thrown",
                                "in its constructor",
                                "PluginStartException: " + error,
                                Left.FAILED,
                                error::inItsConstructor),
                        new Row(
                                error + " is thrown",
                                "in the constructor of a provider",
                                "LogRecord: " + error,
                                Left.AT_WORK,
                                error::inTheConstructorOfAProvider),
                        new Row(
                                error + " is thrown",
                                "by a resource when its start has failed",
                                "LogRecord: " + error,
                                Left.FAILED,
                                error::inAResourceOfItsFailedStart),
                        new Row(
                                error + " is thrown",
                                "in a listener that calls it",
                                "LogRecord: " + error,
                                Left.AT_WORK,
                                error::inAListener),
                        row(
                                error + " is thrown",
                                "in its stop",
                                "UnloadReport: failed to stop: java.lang." + error,
                                error::inItsStop),
                        row(
                                error + " is thrown",
                                "by a resource when it is unloaded",
                                "UnloadReport: failed to close a resource: java.lang." + error,
                                error::inAResourceOfIt)));
    }

    private static Stream<Row> disks() {
        return Stream.of(
                new Row(
                        "the data's disk is full",
                        "when the directory is made",
                        "PluginStartException: No space left on device",
                        Left.FAILED,
                        DataFaults::whenItIsMade),
                new Row(
                        "the data's disk is full",
                        "when its start writes",
                        "PluginStartException: No space left on device",
                        Left.FAILED,
                        DataFaults::whenTheStartWrites),
                new Row(
                        "the data's disk is full",
                        "when its start writes and expects that",
                        "ImportedModule: acme.a",
                        Left.AT_WORK,
                        DataFaults::whenThePluginExpectsIt),
                row(
                        "the data's disk is full",
                        "when its stop writes",
                        "UnloadReport: No space left on device",
                        DataFaults::whenTheStopWrites),
                row(
                        "the data's disk is full",
                        "when a resource of it writes at its end",
                        "UnloadReport: No space left on device",
                        DataFaults::whenAResourceOfItWrites));
    }

    /** After which it is unloaded. */
    private static Row row(String fault, String when, String outcome, Deed deed) {
        return new Row(fault, when, outcome, Left.NOT_IMPORTED, deed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void fault(Row row) throws Exception {
        requireOutcome(row);
        assertEquals(row.left(), left());
        othersWork();
        canBeMended();
        probe.release("hang");
        nothingIsLeft();
    }

    /** In a method of its own, as what is thrown keeps the plugin's classes. */
    private void requireOutcome(Row row) throws Exception {
        Object outcome = row.deed().on(this);
        String text = type(outcome) + ": " + text(outcome);
        assertTrue(!(outcome instanceof PluginException) || text.contains(PLUGIN), text);
        int colon = row.outcome().indexOf(": ");
        assertTrue(text.startsWith(row.outcome().substring(0, colon)), text);
        assertTrue(text.contains(row.outcome().substring(colon + 2)), text);
    }

    private static String type(Object outcome) {
        if (outcome instanceof ImportedModule) {
            return "ImportedModule";
        }
        return outcome.getClass() == PluginException.class
                ? ((PluginException) outcome).reason().name()
                : outcome.getClass().getSimpleName();
    }

    private static String text(Object outcome) {
        if (outcome instanceof UnloadReport report) {
            return problems(report).toString();
        }
        if (outcome instanceof LogRecord record) {
            return record.getMessage();
        }
        return outcome instanceof ImportedModule module ? module.name() : outcome.toString();
    }

    private Left left() {
        if (opened().find(PLUGIN).isPresent()) {
            return Left.AT_WORK;
        }
        return opened().plugins().stream()
                .filter(plugin -> plugin.name().equals(PLUGIN))
                .map(PluginInfo::failure)
                .map(failure -> failure.isPresent() ? Left.FAILED : Left.NOT_IMPORTED)
                .findFirst()
                .orElse(Left.NOT_INSTALLED);
    }
}
