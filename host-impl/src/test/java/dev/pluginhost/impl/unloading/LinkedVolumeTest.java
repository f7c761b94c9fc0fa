package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** As Kubernetes lays volumes out: each entry is a link into "..data", which is a link to the directory of one version. */
@DisplayName("Plugins behind links")
@DisabledOnOs(OS.WINDOWS)
class LinkedVolumeTest extends HostFixture {

    @TempDir
    Path elsewhere;

    /** Makes what a version consists of, and has the link to the version lead there in one step. */
    private void swap(String version, UnaryOperator<PluginSource> more, boolean exploded) throws IOException {
        Path directory = Files.createDirectory(plugins.resolve(".." + version));
        PluginSource source = more.apply(plugin("acme.a").version(version));
        if (exploded) {
            source.explodedIn(directory);
        } else {
            source.jar(directory, "acme.a.jar");
        }
        Path link = Files.createSymbolicLink(plugins.resolve("..new"), directory.getFileName());
        Files.move(link, plugins.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Path entry = plugins.resolve(exploded ? "acme.a" : "acme.a.jar");
        if (!Files.isSymbolicLink(entry)) {
            Files.createSymbolicLink(entry, Path.of("..data").resolve(entry.getFileName()));
        }
    }

    private static UnaryOperator<PluginSource> with(String resource) {
        return source -> source.exports("acme.a.api")
                .source("acme.a.api.Api", "public class Api {}")
                .resource("acme/a/texts/" + resource, resource);
    }

    private static Optional<String> versionOf(ImportedModule module) {
        return module.version().map(Object::toString);
    }

    @Test
    @DisplayName("are imported from an exploded module that a link leads to, and reloaded when the link is swapped")
    void exploded() throws Exception {
        swap("1.0", with("one"), true);
        PluginHost host = host();
        assertEquals(List.of(), host.check());
        ImportedModule first = host.importModule("acme.a");
        assertEquals(Optional.of("1.0"), versionOf(first));
        first.loadClass("acme.a.api.Api");
        assertTrue(first.module().getDescriptor().packages().contains("acme.a.texts"));
        swap("1.1", with("two"), true);
        assertEquals(List.of("acme.a"), host.refresh().changed());
        ReloadReport report = get(host.reload("acme.a"));
        assertEquals(1, report.plugins().size());
        ImportedModule second = host.importModule("acme.a");
        assertEquals(Optional.of("1.1"), versionOf(second));
        second.loadClass("acme.a.api.Api");
    }

    @Test
    @DisplayName("are imported from an exploded module whose files and packages are links")
    void linkedParts() throws Exception {
        Path module = with("one").apply(plugin("acme.a").version("1.0")).explodedIn(elsewhere);
        Path plugin = Files.createDirectory(plugins.resolve("acme.a"));
        try (Stream<Path> parts = Files.list(module)) {
            for (Path part : parts.toList()) {
                Files.createSymbolicLink(plugin.resolve(part.getFileName()), part);
            }
        }
        PluginHost host = host();
        assertEquals(List.of(), host.check());
        host.importModule("acme.a").loadClass("acme.a.api.Api");
        assertTrue(probe.said().contains("started acme.a"));
    }

    @Test
    @DisplayName("are imported though links in them lead back to where they are")
    void loops() throws Exception {
        Path module = with("one").apply(plugin("acme.a").version("1.0")).explodedIn(plugins);
        Files.createSymbolicLink(module.resolve("acme").resolve("back"), module);
        Files.createSymbolicLink(module.resolve("acme").resolve("self"), Path.of("self"));
        PluginHost host = host(PluginHost.Builder::watch);
        host.start();
        assertEquals(List.of(), host.check());
        host.importModule("acme.a");
    }

    @Test
    @DisplayName("are known by the index, and again when the link is swapped")
    void index() throws Exception {
        swap("1.0", with("one"), true);
        for (int run = 0; run < 2; run++) {
            assertEquals(Optional.of("1.0"), versionOf(indexed().importModule("acme.a")));
        }
        swap("1.1", with("two"), true);
        assertEquals(Optional.of("1.1"), versionOf(indexed().importModule("acme.a")));
    }

    private PluginHost indexed() {
        return host(builder -> builder.index(elsewhere.resolve("index")));
    }

    @Test
    @DisplayName("are followed by the watch: jars, exploded modules, and what only changes within a linked package")
    void watch() throws Exception {
        for (boolean exploded : new boolean[] {false, true}) {
            BlockingQueue<String> imported = new LinkedBlockingQueue<>();
            swap("1.0" + (exploded ? ".1" : ""), source -> source.eager(), exploded);
            PluginHost host =
                    host(builder -> builder.watch(Duration.ofMillis(50)).collectionTimeout(Duration.ZERO));
            host.listen(new PluginListener() {
                @Override
                public void imported(ImportedModule module) {
                    imported.add(versionOf(module).orElse(""));
                }
            });
            host.start();
            assertEquals("1.0" + (exploded ? ".1" : ""), imported.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            swap("1.1" + (exploded ? ".1" : ""), source -> source.eager(), exploded);
            assertEquals("1.1" + (exploded ? ".1" : ""), imported.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            host.close();
            Files.delete(plugins.resolve(exploded ? "acme.a" : "acme.a.jar"));
        }
    }

    @Test
    @DisplayName("are reloaded by the watch when a class behind a link changes")
    void watchClass() throws Exception {
        Path module = with("one").apply(plugin("acme.a").version("1.0").eager()).explodedIn(elsewhere);
        Path plugin = Files.createDirectory(plugins.resolve("acme.a"));
        Files.copy(module.resolve("module-info.class"), plugin.resolve("module-info.class"));
        Files.createSymbolicLink(plugin.resolve("acme"), module.resolve("acme"));
        PluginHost host = host(builder -> builder.watch(Duration.ofMillis(50)).collectionTimeout(Duration.ZERO));
        host.start();
        probe.awaitReached("started acme.a");
        write(module.resolve("acme/a/texts/two"));
        probe.awaitReached("started acme.a", 2);
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "two");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
