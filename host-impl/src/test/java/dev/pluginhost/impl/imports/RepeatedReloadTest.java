package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A burst of new versions of a chain of plugins")
class RepeatedReloadTest extends HostFixture {

    private static final List<String> NAMES =
            IntStream.range(0, 12).mapToObj(i -> "acme.p" + i).toList();

    @TempDir
    Path elsewhere;

    private void putAll(String version) throws IOException {
        List<PluginSource> chain = new ArrayList<>();
        for (String name : NAMES) {
            PluginSource one = PluginSource.plugin(name)
                    .version(version)
                    .onStart("Probe.say(\"" + name + " " + version + "\");")
                    .probe(probe);
            chain.add(chain.isEmpty() ? one : one.requires(NAMES.get(chain.size() - 1)));
        }
        List<Path> jars = Plugins.jars(elsewhere, chain);
        for (int i = 0; i < jars.size(); i++) {
            Files.move(jars.get(i), plugins.resolve(NAMES.get(i) + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    @DisplayName("is started once, whatever is imported meanwhile")
    void startedOnce() throws IOException {
        putAll("1.0");
        PluginHost host = host(builder ->
                builder.watch(Duration.ofSeconds(2)).collectionTimeout(Duration.ZERO)); // one burst, however busy
        host.start();
        String last = NAMES.get(NAMES.size() - 1);
        host.importModule(last);
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random random = new Random(i);
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        while (!done.get()) {
                            host.importModule(NAMES.get(random.nextInt(NAMES.size())));
                        }
                    },
                    task -> new Thread(task).start()));
        }
        try {
            putAll("1.1");
            probe.awaitReached(last + " 1.1");
        } finally {
            done.set(true);
        }
        callers.forEach(HostFixture::get);
        for (String name : NAMES) {
            assertEquals(1, probe.count(name + " 1.1"), name);
        }
    }
}
