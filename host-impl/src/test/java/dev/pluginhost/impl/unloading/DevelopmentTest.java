package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginState;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin under development")
class DevelopmentTest extends HostFixture {

    private static final String PROPERTY = "dev.pluginhost.development";

    @TempDir
    Path project;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    private PluginHost started(UnaryOperator<PluginHost.Builder> settings) {
        PluginHost host = host(builder -> settings.apply(builder.collectionTimeout(Duration.ZERO)));
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                events.add("imported " + module.name() + " " + module.version().orElseThrow());
            }

            @Override
            public void unloaded(ImportedModule module) {
                events.add("unloaded " + module.name());
            }
        });
        host.start();
        return host;
    }

    private void awaitEvents(String... expected) throws InterruptedException {
        for (String event : expected) {
            assertEquals(event, events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    /** As a compiler does, in place. */
    private Path compile(String version) {
        return PluginSource.plugin("acme.dev").version(version).eager().explodedIn(project);
    }

    @Test
    @DisplayName("is reloaded when it has been compiled, and keeps running while its classes are deleted")
    void compiled() throws Exception {
        Path classes = compile("1");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host =
                    started(builder -> builder.plugin("acme.dev", classes).watch(Duration.ofMillis(150)));
            awaitEvents("imported acme.dev 1");
            compile("2");
            awaitEvents("unloaded acme.dev", "imported acme.dev 2");
            ImportedModule running = host.importModule("acme.dev");
            Path away = Files.move(classes, project.resolve("away"));
            PluginSource.plugin("acme.mark").version("1").eager().jar(plugins);
            awaitEvents("imported acme.mark 1"); // what was deleted is followed then
            assertSame(running, host.importModule("acme.dev"));
            List<PluginInfo> listed = host.plugins();
            assertEquals(
                    List.of("acme.dev", "acme.mark"),
                    listed.stream().map(PluginInfo::name).toList());
            assertEquals(PluginState.IMPORTED, listed.get(0).state());
            assertEquals(
                    Reason.UNREADABLE, listed.get(0).failure().orElseThrow().reason());
            CompletionException refused = assertThrows(
                    CompletionException.class, () -> host.reload("acme.dev").join());
            assertEquals(ReloadFailedException.Left.UNTOUCHED, ((ReloadFailedException) refused.getCause()).left());
            assertTrue(refused.getMessage().contains("is not there"), refused::getMessage);
            Files.move(away, classes);
            compile("3");
            awaitEvents("unloaded acme.dev", "imported acme.dev 3");
            assertEquals(List.of(), log.messages("cannot be used"));
        }
    }

    @Test
    @DisplayName("is added by the development file to an application that neither names it nor watches")
    void file() throws Exception {
        PluginSource.plugin("acme.dev").version("9").eager().jar(plugins);
        compile("1");
        Path file = Files.writeString(project.resolve("development.properties"), "acme.dev=acme.dev");
        System.setProperty(PROPERTY, file.toString());
        started(builder -> builder);
        awaitEvents("imported acme.dev 1");
        compile("2");
        awaitEvents("unloaded acme.dev", "imported acme.dev 2");
    }

    @Test
    @DisplayName("is followed alone if the application does not watch")
    void alone() throws Exception {
        PluginSource other = PluginSource.plugin("acme.other").eager();
        Path jar = other.version("1").jar(plugins, "acme.other.jar");
        compile("1");
        Path file = Files.writeString(project.resolve("development.properties"), "acme.dev=acme.dev");
        System.setProperty(PROPERTY, file.toString());
        PluginHost host = started(builder -> builder);
        Set<String> imported = new HashSet<>();
        imported.add(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        imported.add(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(Set.of("imported acme.dev 1", "imported acme.other 1"), imported);
        ImportedModule running = host.importModule("acme.other");
        Files.move(other.version("2").jar(project), jar, StandardCopyOption.REPLACE_EXISTING);
        PluginSource.plugin("acme.late").version("1").eager().jar(plugins);
        compile("2");
        awaitEvents("unloaded acme.dev", "imported acme.dev 2");
        Files.delete(jar);
        compile("3");
        awaitEvents("unloaded acme.dev", "imported acme.dev 3");
        assertSame(running, host.importModule("acme.other"));
        assertEquals(Optional.empty(), host.find("acme.late"));
    }

    @Test
    @DisplayName("is as the development file says, whatever the application gives")
    void fileWins() throws IOException {
        Path classes = compile("1");
        Path file = Files.writeString(project.resolve("development.properties"), "acme.dev=acme.dev");
        System.setProperty(PROPERTY, file.toString());
        PluginHost host = host(builder -> builder.plugin("acme.dev", plugins.resolve("nothing")));
        assertEquals(classes, host.plugins().get(0).location());
    }

    @Test
    @DisplayName("needs a development file that is there")
    void missing() {
        String nowhere = project.resolve("nowhere.properties").toString();
        System.setProperty(PROPERTY, nowhere);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Hosts.builder().build());
        assertTrue(refused.getMessage().contains(nowhere), refused::getMessage);
    }
}
