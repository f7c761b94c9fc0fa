package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts JVMs, as a recording changes the whole process. */
@DisplayName("The Flight Recorder")
class RecordingTest {

    private static final Path JCMD = Run.JAVA.resolveSibling("jcmd");
    private static final String PREFIX = "dev.pluginhost.";
    private static final String EVENTS = "dev.pluginhost.impl.recording.";

    @TempDir
    Path directory;

    private Path plugins;

    private List<String> onModulePath() {
        Path application = Application.onModulePath(directory);
        plugins = directory.resolve("of-module-path");
        Hello.provides("acme.app.Greeter", application).jar(plugins);
        return List.of(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--module",
                Application.MODULE);
    }

    private List<String> onClassPath() {
        Path application = Application.onClassPath(directory);
        plugins = directory.resolve("of-class-path");
        Hello.supplier().jar(plugins);
        return List.of(
                "--class-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                Application.MAIN_CLASS);
    }

    /** The events of hosts in the order of their ends. */
    private static List<RecordedEvent> events(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }

    private static String kind(RecordedEvent event) {
        return event.getEventType().getName().substring(PREFIX.length());
    }

    // Without a recording

    private void assertNothingLoaded(List<String> application) throws IOException {
        Path log = directory.resolve("load.log");
        Run run = Run.in(
                directory,
                Run.JAVA,
                "-Xlog:disable",
                "-Xlog:class+load:file=" + log.getFileName(),
                application,
                plugins,
                Hello.NAME);
        assertEquals("Hello", run.succeeded());

        Set<String> loaded = LoadedClasses.read(log).sources().keySet();
        assertTrue(loaded.contains(EVENTS + "Recorder"), "The host has not asked for a recording");
        assertEquals(
                Set.of("jdk.jfr.FlightRecorder"),
                loaded.stream().filter(name -> name.startsWith("jdk.jfr.")).collect(Collectors.toSet()));
        assertEquals(
                List.of(),
                loaded.stream()
                        .filter(name -> name.startsWith(EVENTS) && name.endsWith("Event"))
                        .toList());
    }

    @Test
    @DisplayName("costs one small class without a recording, on the module path and on the class path")
    void nothingLoaded() throws IOException {
        assertNothingLoaded(onClassPath());
        assertNothingLoaded(onModulePath());
    }

    @Test
    @DisplayName("may be missing, for imports, unloads, reloads and readings")
    void missing() {
        Path application = laterApplication();

        Run run = Run.java(
                "--limit-modules",
                "java.base,acme.later,dev.pluginhost.impl",
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--module",
                "acme.later/acme.later.Main",
                plugins);

        assertEquals("acme.one\ntrue", run.succeeded());
    }

    // With a recording

    @Test
    @DisplayName("records from the start of the process to its end")
    void fromTheStart() throws IOException {
        List<String> application = onModulePath();
        Path recording = directory.resolve("start.jfr");
        Run run = Run.java(
                "-Xlog:disable",
                "-XX:StartFlightRecording:settings=none,filename=" + recording,
                application,
                plugins,
                Hello.NAME);
        assertTrue(run.succeeded().endsWith("Hello"), run::toString); // the virtual machine has its say first

        List<RecordedEvent> events = events(recording);
        assertEquals(
                List.of("Refresh", "Import", "Unload"),
                events.stream().map(RecordingTest::kind).toList());
        RecordedEvent ofImport = events.get(1);
        assertEquals("IMPORTED", ofImport.getString("outcome"));
        assertTrue(
                ofImport.getString("requestedBy").startsWith("acme.app/acme.app.Main.main(Main.java:"),
                ofImport::toString);
    }

    /** A module, or a class on the class path, that imports one plugin, has a recording begin as {@code jcmd} does, and imports another one. */
    private Path laterApplication() {
        plugins = directory.resolve("plugins");
        Stream.of("acme.one", "acme.two")
                .forEach(name -> PluginSource.module(name)
                        .declares("provides java.util.function.Supplier with " + name + ".Hello")
                        .source("package " + name + ";\n"
                                + "public class Hello implements java.util.function.Supplier<String> {\n"
                                + "    @Override public String get() { return \"" + name + "\"; }\n"
                                + "}\n")
                        .jar(plugins));
        return Application.compile(
                directory.resolve("acme.later"),
                List.of("--module-path", Artifacts.HOST_API.toString()),
                Map.of("module-info.java", """
                        module acme.later {
                            requires dev.pluginhost;
                        }
                        """, "acme/later/Main.java", """
                        package acme.later;

                        import dev.pluginhost.PluginHost;
                        import java.nio.file.Path;
                        import java.util.function.Supplier;

                        public class Main {
                            public static void main(String[] args) throws Exception {
                                try (PluginHost host = PluginHost.builder().plugins(Path.of(args[0])).build()) {
                                    host.start();
                                    greet(host, "acme.one");
                                    if (args.length == 1) { // everything that may be recorded
                                        host.refresh();
                                        host.reload("acme.one").get();
                                        System.out.println(host.unload("acme.one").get().isClean());
                                        return;
                                    }
                                    jcmd(args[2], "JFR.start name=later");
                                    greet(host, "acme.two");
                                    jcmd(args[2], "JFR.dump name=later filename=" + args[1]);
                                }
                            }

                            private static void greet(PluginHost host, String plugin) {
                                System.out.println(host.importModule(plugin).services(Supplier.class).get(0).get());
                            }

                            private static void jcmd(String jcmd, String command) throws Exception {
                                String pid = String.valueOf(ProcessHandle.current().pid());
                                Process process = new ProcessBuilder(jcmd, pid, command)
                                        .redirectErrorStream(true)
                                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                        .start();
                                if (process.waitFor() != 0) {
                                    throw new IllegalStateException(command + " has failed");
                                }
                            }
                        }
                        """));
    }

    private void assertTwoAlone(Run run, Path recording) throws IOException {
        assertEquals(
                List.of("acme.one", "acme.two"),
                run.succeeded().lines().filter(line -> line.startsWith("acme.")).toList());
        assertEquals(
                List.of("acme.two"),
                events(recording).stream()
                        .filter(event -> kind(event).equals("Import"))
                        .map(event -> event.getString("plugin"))
                        .toList());
    }

    @Test
    @DisplayName("records what comes next if a recording begins while the host runs")
    void later() throws IOException {
        Path application = laterApplication();
        Path recording = directory.resolve("later.jfr");

        Run run = Run.java(
                "-Xlog:disable",
                "--class-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "acme.later.Main",
                plugins,
                recording,
                JCMD);

        assertTwoAlone(run, recording);
    }

    @Test
    @Tag("slow")
    @DisplayName("records so in an image too that has its module and was started without it")
    void image() throws IOException {
        Path application = laterApplication();
        Path recording = directory.resolve("image.jfr");
        Path image = directory.resolve("image");
        Run.jlink(
                        "--module-path",
                        Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                        "--add-modules",
                        "acme.later,dev.pluginhost.impl,jdk.jfr",
                        "--output",
                        image)
                .succeeded();

        Run run = Run.of(
                image.resolve("bin").resolve("java"),
                "-Xlog:disable",
                "--module",
                "acme.later/acme.later.Main",
                plugins,
                recording,
                JCMD);

        assertTwoAlone(run, recording);
    }
}
