package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A plugin that cannot be imported")
class FailureTest extends HostFixture {

    /** The failure of a plugin, after which another one must still work. */
    private PluginException failure(Reason reason, String name) {
        return Reasons.of(reason, failure(PluginException.class, name));
    }

    private <X extends PluginException> X failure(Class<X> type, String name) {
        install(plugin("acme.innocent"));
        PluginHost host = host();
        X failure = assertThrows(type, () -> host.importModule(name));
        assertEquals("acme.innocent", host.importModule("acme.innocent").name());
        assertTrue(host.find(name).isEmpty());
        return failure;
    }

    @Test
    @DisplayName("because a static initialiser throws is that plugin's failure alone, with the real cause")
    void staticInitialiserThrows() {
        install(
                plugin("acme.a", "Broken.touch();")
                        .source(
                                "acme.a.Broken",
                                "class Broken { static { if (true) throw new IllegalStateException(\"bad table\"); } static void touch() {} }"));
        PluginStartException failure = failure(PluginStartException.class, "acme.a");
        assertInstanceOf(ExceptionInInitializerError.class, failure.getCause());
        assertTrue(failure.getMessage().contains("bad table"), failure.getMessage());
        assertTrue(failure.getMessage().contains("acme.a.Broken"), failure.getMessage());
    }

    @Test
    @DisplayName("because its constructor throws is that plugin's failure alone, with the real cause")
    void constructorThrows() {
        install(PluginSource.module("acme.a")
                .requires("dev.pluginhost")
                .declares("provides dev.pluginhost.plugin.Plugin with acme.a.Bad;")
                .source("acme.a.Bad", """
                        public class Bad implements dev.pluginhost.plugin.Plugin {
                            public Bad() { throw new UnsupportedOperationException("not here"); }
                            public void start(dev.pluginhost.plugin.PluginContext context) {}
                        }
                        """));
        PluginStartException failure = failure(PluginStartException.class, "acme.a");
        assertInstanceOf(UnsupportedOperationException.class, failure.getCause());
    }

    @Test
    @DisplayName("because a class of it does not link is that plugin's failure alone")
    void doesNotLink() {
        install(plugin("acme.a", "new Gone();")
                .source("acme.a.Gone", "class Gone {}")
                .without("acme.a.Gone"));
        PluginStartException failure = failure(PluginStartException.class, "acme.a");
        assertInstanceOf(NoClassDefFoundError.class, failure.getCause());
    }

    @Test
    @DisplayName("because start throws an Error is that plugin's failure alone")
    void startThrowsAnError() {
        install(PluginSource.plugin("acme.a").onStart("throw new StackOverflowError(\"deep\");"));
        assertInstanceOf(
                StackOverflowError.class,
                failure(PluginStartException.class, "acme.a").getCause());
    }

    @Test
    @DisplayName("for want of a required module says which module and who requires it")
    void missingModule() {
        PluginSource radar = PluginSource.module("acme.radar");
        install(plugin("acme.a").requires("acme.radar").compiledAgainst(radar.jar(plugins.resolve("elsewhere.d/x"))));
        PluginException failure = failure(Reason.MISSING, "acme.a");
        assertTrue(
                failure.getMessage().contains("Module acme.radar not found, required by acme.a"), failure.getMessage());
        assertEquals(ImportStage.PLAN, failure.stage());
        assertThrows(PluginNotFoundException.class, () -> host().importModule("acme.radar"));
    }

    @Test
    @DisplayName("fails its dependents with the path to the cause, and nobody else")
    void failsItsDependents() {
        Path c = install(plugin("acme.c", "Probe.reach(\"c\");"));
        Path b = install(plugin("acme.b").requires("acme.c").compiledAgainst(c));
        install(plugin("acme.a").requires("acme.b").compiledAgainst(b, c));
        IllegalStateException real = new IllegalStateException("c is ill");
        probe.failAt("c", () -> real);
        PluginException failure = failure(Reason.PREREQUISITE, "acme.a");
        assertEquals(List.of("acme.a", "acme.b", "acme.c"), failure.path());
        assertInstanceOf(PluginStartException.class, failure.getCause());
        assertSame(real, failure.getCause().getCause());
        assertEquals("acme.a", failure.module());
        assertTrue(failure.getMessage().contains("c is ill"), failure.getMessage());
        assertEquals(0, probe.count("started acme.b"));
    }

    @Test
    @DisplayName("is tried once in a batch, however many of it require it")
    void onceInABatch() throws IOException {
        List<PluginSource> sources = new ArrayList<>(List.of(PluginSource.module("acme.c")));
        for (int i = 0; i < 1000; i++) {
            sources.add(PluginSource.module("acme.d" + i).requires("acme.c"));
        }
        List<String> names = sources.stream().map(PluginSource::name).toList();
        Path c = Plugins.jars(plugins, sources).get(0);
        PluginHost host = host();
        host.plugins();
        Files.delete(c); // so that it fails at once, while the others are asked for
        Told told = new Told();
        host.listen(told);
        get(host.importAll(names))
                .values()
                .forEach(result -> assertTrue(result.failure().isPresent()));
        host.close();
        assertEquals(1, Collections.frequency(told.rest(), "failed acme.c"));
    }

    @Test
    @DisplayName("for want of a module fails its dependents before anything is opened, with the path to the cause")
    void failsItsDependentsInThePlan() {
        Path radar = PluginSource.module("acme.radar").jar(plugins.resolve("elsewhere.d/x"));
        Path b = install(plugin("acme.b").requires("acme.radar").compiledAgainst(radar));
        install(plugin("acme.a").requires("acme.b").compiledAgainst(b, radar));
        PluginException failure = failure(Reason.PREREQUISITE, "acme.a");
        assertEquals(List.of("acme.a", "acme.b"), failure.path());
        Reasons.of(Reason.MISSING, failure.getCause());
        assertTrue(failure.getMessage().contains("acme.radar"), failure.getMessage());
    }

    @Test
    @DisplayName("because it is disabled, or refused, says why and is never opened")
    void refused() throws Exception {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b"));
        PluginHost host = host(builder -> builder.disabled("acme.a").refused("acme.b", "it phones home"));
        host.start();
        Files.delete(a);
        PluginException disabled = Reasons.thrown(Reason.REFUSED, () -> host.importModule("acme.a"));
        assertTrue(disabled.getMessage().contains("disabled"), disabled.getMessage());
        PluginException refused = Reasons.thrown(Reason.REFUSED, () -> host.importModule("acme.b"));
        assertTrue(refused.getMessage().contains("it phones home"), refused.getMessage());
        assertTrue(info(host, "acme.b").failure().orElseThrow().message().contains("it phones home"));
    }

    @Test
    @DisplayName("because one that it requires is disabled says which")
    void prerequisiteRefused() {
        Path b = install(plugin("acme.b"));
        install(plugin("acme.a").requires("acme.b").compiledAgainst(b));
        PluginHost host = host(builder -> builder.disabled("acme.b"));
        PluginException failure = Reasons.thrown(Reason.PREREQUISITE, () -> host.importModule("acme.a"));
        Reasons.of(Reason.REFUSED, failure.getCause());
        assertEquals(List.of("acme.a", "acme.b"), failure.path());
    }

    @Test
    @DisplayName(
            "because its file was replaced by a broken one since it was discovered says so, and works after a refresh")
    void replacedFile() {
        Path jar = install(plugin("acme.a"));
        PluginHost host = host();
        host.start();
        Damage.truncate(jar);
        PluginException failure = Reasons.thrown(Reason.UNREADABLE, () -> host.importModule("acme.a"));
        assertTrue(failure.getMessage().contains("refresh()"), failure.getMessage());
        assertTrue(failure.retryable());
        install(plugin("acme.a").resource("acme/a/more.txt", "more"));
        assertEquals(List.of("acme.a"), host.refresh().changed());
        assertEquals("acme.a", host.importModule("acme.a").name());
    }

    @Test
    @DisplayName("because its file is damaged does not keep others from being found")
    void damagedFile() {
        Damage.truncate(install(plugin("acme.a")));
        PluginException failure = failure(Reason.UNREADABLE, "acme.a");
        assertTrue(failure.getMessage().contains("acme.a.jar"), failure.getMessage());
    }

    @Test
    @DisplayName("because of an exception that has not even a message answers everybody and leaves no file open")
    void exceptionWithoutAMessage() throws Exception {
        Path jar = install(
                PluginSource.plugin("acme.a")
                        .onStart("throw new Bad();")
                        .source(
                                "acme.a.Bad",
                                "class Bad extends RuntimeException { @Override public String getMessage() { throw new Bad(); } }"));
        PluginStartException failure = failure(PluginStartException.class, "acme.a");
        assertTrue(failure.getMessage().contains("acme.a.Bad"), failure.getMessage());
        Path moved = Files.move(jar, jar.resolveSibling("moved.txt"));
        assertTrue(Files.exists(moved));
        assertFalse(OpenFiles.has(moved));
    }
}
