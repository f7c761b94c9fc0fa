package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.HostThreads;
import dev.pluginhost.impl.fixtures.LiveLoaders;
import dev.pluginhost.impl.fixtures.Metaspace;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A library, a plugin that requires it and one that requires both come and go, and are used while they are there. */
@DisplayName("A thousand times imported, used and unloaded, plugins leave")
@SuppressWarnings("try") // what is open for as long as a block lasts
class CyclesTest extends HostFixture {

    private static final int CYCLES = 1000;
    private static final int WARM_UP = 100;
    private static final int CLASSES = 8;

    /** Of what all cycles would leave if one left anything, this is a fiftieth. */
    private static final int NOISE = CYCLES / 50;

    private PluginSource used(String name) {
        PluginSource source = PluginSource.plugin(name)
                .onStart(LiveLoaders.NOTE)
                .exports(name)
                .resource("META-INF/texts/" + name + ".txt", name)
                .declares("provides java.util.function.IntUnaryOperator with " + name + ".C0;");
        for (int i = 0; i < CLASSES; i++) {
            String next = i + 1 < CLASSES ? "new C" + (i + 1) + "().applyAsInt(n + 1)" : "n";
            source = source.source(
                    name + ".C" + i,
                    "public class C" + i + " implements java.util.function.IntUnaryOperator {"
                            + " public int applyAsInt(int n) { java.util.function.IntSupplier next = () -> " + next
                            + "; return next.getAsInt(); } }");
        }
        return source;
    }

    private void installAll() {
        Path library = used("acme.library").jar(plugins);
        Path middle = used("acme.middle")
                .requires("acme.library")
                .compiledAgainst(library)
                .jar(plugins);
        used("acme.top")
                .requires("acme.library", "acme.middle")
                .compiledAgainst(library, middle)
                .jar(plugins);
    }

    private static void use(PluginHost host) throws Exception {
        ImportedModule top = host.importModule("acme.top");
        int sum = host.services(IntUnaryOperator.class).stream()
                .mapToInt(service -> service.applyAsInt(1))
                .sum();
        assertEquals(3 * CLASSES, sum);
        try (InputStream text = top.module().getResourceAsStream("META-INF/texts/acme.top.txt")) {
            assertEquals("acme.top", new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void unload(PluginHost host) {
        UnloadReport report = get(host.unload("acme.library"));
        assertEquals(
                List.of("acme.top", "acme.middle", "acme.library"),
                report.plugins().stream().map(UnloadReport.Plugin::name).toList());
        report.plugins().forEach(plugin -> assertEquals(List.of(), plugin.problems()));
    }

    private static void cycles(PluginHost host, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            use(host);
            unload(host);
        }
    }

    @Test
    @DisplayName("no open file, no live loader, no thread, and the metaspace as it was")
    void leaveNothing() throws Exception {
        Set<Thread> threads = HostThreads.alive();
        installAll();
        try (LiveLoaders loaders = new LiveLoaders()) {
            PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
            cycles(host, WARM_UP);
            loaders.awaitNone();
            long before = Metaspace.used();
            use(host);
            long ofOneCycle = Metaspace.used() - before;
            unload(host);

            cycles(host, CYCLES);

            assertEquals(0, OpenFiles.below(plugins), "open files");
            assertEquals(3 * (WARM_UP + 1 + CYCLES), loaders.noted());
            loaders.awaitNone();
            long left = Metaspace.used() - before;
            assertTrue(
                    left < NOISE * ofOneCycle,
                    CYCLES + " cycles leave " + left + " bytes of metaspace, one takes " + ofOneCycle);
            host.close();
            HostThreads.awaitNoneBut(threads);
        }
    }

    @Test
    @DisplayName("a report, if it is asked for, that each is gone")
    void areReportedGone() throws Exception {
        installAll();
        try (LiveLoaders loaders = new LiveLoaders()) {
            PluginHost host = host();
            for (int i = 0; i < NOISE; i++) {
                use(host);
                UnloadReport report = get(host.unload("acme.library"));
                assertTrue(report.isClean(), report::toString);
            }
            assertEquals(3 * NOISE, loaders.noted());
        }
    }
}
