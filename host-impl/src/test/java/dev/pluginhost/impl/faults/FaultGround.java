package dev.pluginhost.impl.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.HostThreads;
import dev.pluginhost.impl.fixtures.LiveLoaders;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A plugin that something befalls, another one beside it, and what must hold whatever it was. */
abstract class FaultGround extends HostFixture {

    static final String PLUGIN = "acme.a";

    private static final String BESIDE = "acme.beside";
    private static final String NEXT = "acme.next";

    /** Compiled once, as they are the same in all tests. */
    private static final byte[] HEALTHY = PluginSource.plugin(PLUGIN).bytes();

    /** So many that the jar is not read as a whole for its import. */
    private static final byte[] BULK = new byte[200 << 10];

    static {
        new Random(7).nextBytes(BULK);
    }

    private static final byte[] NEXT_BYTES = PluginSource.plugin(NEXT).bytes();
    private static final byte[] BESIDE_BYTES = PluginSource.plugin(BESIDE)
            .declares("provides java.util.function.Supplier with acme.beside.Answer")
            .source(
                    "acme.beside.Answer",
                    "public class Answer implements java.util.function.Supplier<Object> {"
                            + " public Object get() { return Fresh.text() + rest(); }"
                            + " private static String rest() { return Answer.class.getResource(\"text.txt\") == null ? \"\" : \"work\"; } }")
            .source("acme.beside.Fresh", "class Fresh { static String text() { return \"at \"; } }")
            .resource("acme/beside/text.txt", "")
            .bytes();

    private final List<AppCall> calls = new ArrayList<>();
    private final LiveLoaders loaders = new LiveLoaders();
    private Set<Thread> before = Set.of();

    /** What the application does when the plugin starts, and when it stops. */
    volatile Callable<?> atStart = () -> "nothing";

    volatile Callable<?> atStop = () -> "nothing";

    /** The host, once it is {@linkplain #open opened}. */
    private @Nullable PluginHost host;

    LogCapture log = new LogCapture("dev.pluginhost", Level.WARNING);

    @BeforeEach
    void prepare() {
        before = HostThreads.alive();
        calls.add(AppCall.of("start", () -> atStart.call()));
        calls.add(AppCall.of("stop", () -> atStop.call()));
    }

    @AfterEach
    void endCalls() {
        calls.forEach(AppCall::close);
        loaders.close();
        log.close();
    }

    // What a fault is done with

    Path jar() {
        return plugins.resolve(PLUGIN + ".jar");
    }

    /** The plugin that something befalls: it asks the application what to do in its start and stop. */
    PluginSource victim() {
        return victim("", "");
    }

    /** The plugin, which does this in its start and that in its stop, too. */
    PluginSource victim(String start, String stop) {
        return PluginSource.plugin(PLUGIN)
                .onStart(LiveLoaders.NOTE + AppCall.source("start") + "; Early.touch(); " + start)
                .onStop(AppCall.source("stop") + "; " + stop)
                .declares("opens acme.a; exports acme.a;")
                .source("acme.a.Early", "class Early { static void touch() {} }")
                .source("acme.a.Late", "public class Late {}")
                .resource("acme/a/text.txt", "whole")
                .resource("acme/a/bulk", BULK)
                .probe(probe);
    }

    /** The plugin with a service of its own, which reads a resource in its start. */
    final PluginSource serving() {
        return victim(
                        "try (var text = Main.class.getResourceAsStream(\"text.txt\")) {"
                                + " if (text == null || text.readAllBytes().length != 5) throw new IllegalStateException(\"no text\"); }",
                        "")
                .declares("provides acme.a.Greeting with acme.a.Polite")
                .source("acme.a.Greeting", "public interface Greeting {}")
                .source("acme.a.Polite", "public class Polite implements Greeting {}");
    }

    /** Opens a host that the other plugin is at work in. */
    PluginHost open(UnaryOperator<PluginHost.Builder> settings) {
        return open(() -> host(builder -> settings.apply(builder.collectionTimeout(Duration.ZERO))));
    }

    PluginHost open() {
        return open(builder -> builder);
    }

    PluginHost open(Supplier<PluginHost> making) {
        write(plugins.resolve(BESIDE + ".jar"), BESIDE_BYTES);
        write(plugins.resolve(NEXT + ".jar"), NEXT_BYTES);
        PluginHost made = making.get();
        host = made;
        made.importModule(BESIDE);
        return made;
    }

    final PluginHost opened() {
        return Objects.requireNonNull(host, "not opened");
    }

    /** The plugin, or what its import fails with. */
    Object importing() {
        return outcome(opened().importModuleAsync(PLUGIN));
    }

    /** The name of a class that is loaded late, or what is thrown instead. */
    static Object load(ImportedModule module) {
        try {
            return module.loadClass("acme.a.Late").getName();
        } catch (ClassNotFoundException | LinkageError e) {
            return e;
        }
    }

    /** The text of a resource, or what is thrown instead. */
    static Object read(ImportedModule module) {
        try (InputStream text = module.module().getResourceAsStream("acme/a/text.txt")) {
            return text == null ? "no resource" : new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e;
        }
    }

    /** What the future gives or fails with. */
    static Object outcome(CompletableFuture<?> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("no outcome", e);
        }
    }

    // What must hold

    /** The others are at work and can be imported and unloaded. */
    final void othersWork() {
        assertEquals(
                List.of("at work"),
                opened().services(Supplier.class).stream()
                        .map(answer -> answer.get())
                        .toList());
        opened().importModule(NEXT);
        assertEquals(List.of(), problems(get(opened().unload(NEXT))));
    }

    /** With its files mended, the plugin can be imported and unloaded. */
    final void canBeMended() throws IOException {
        if (opened().find(PLUGIN).isPresent()) {
            get(opened().unload(PLUGIN));
        }
        removeFiles();
        write(jar(), HEALTHY);
        opened().refresh();
        assertEquals(PLUGIN, opened().importModule(PLUGIN).name());
        assertEquals(List.of(), problems(get(opened().unload(PLUGIN))));
    }

    /**
     * When all is unloaded, no open file and no loader is left, though the host lives on; when that is closed, which is done in
     * time, no thread of it.
     */
    final void nothingIsLeft() throws Exception {
        for (PluginInfo plugin : opened().plugins()) {
            get(opened().unload(plugin.name()));
        }
        assertEquals(0, OpenFiles.below(plugins));
        log.close(); // what is logged with a stack trace keeps the classes on it
        log = new LogCapture("dev.pluginhost", Level.WARNING);
        loaders.awaitNone();
        get(CompletableFuture.runAsync(opened()::close));
        HostThreads.awaitNoneBut(mayStay());
    }

    static List<String> problems(UnloadReport report) {
        return report.plugins().stream()
                .flatMap(plugin -> plugin.problems().stream())
                .toList();
    }

    /** The threads that were there before, and those that all hosts share. */
    private Set<Thread> mayStay() {
        Set<Thread> mayStay = new HashSet<>(before);
        HostThreads.alive().stream()
                .filter(thread -> thread.getName().matches("pluginhost-(log|collect)-.*"))
                .forEach(mayStay::add);
        return mayStay;
    }

    private void removeFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(plugins)) {
            files = all.filter(file -> plugins.relativize(file).toString().startsWith(PLUGIN))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
