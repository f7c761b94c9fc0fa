package dev.pluginhost.eventlooptests;

import dev.pluginhost.PluginHost;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Probe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A host without any thread named, and the plugin {@code acme.wanted}, whose start waits for the probe's "go". */
abstract class LoopFixture {

    /** The longest wait of a test; a test that passes is much faster. */
    static final int TIMEOUT_SECONDS = 30;

    @TempDir
    Path plugins;

    Probe probe;

    private final List<PluginHost> hosts = new ArrayList<>();

    /** The thread or threads that the test is about; called once for each test. */
    abstract Executor open() throws Exception;

    /** Closes what was opened. */
    abstract void end() throws Exception;

    @BeforeEach
    void openProbe() {
        probe = new Probe();
    }

    @AfterEach
    void closeAll() throws Exception {
        end();
        probe.close();
        hosts.forEach(PluginHost::close);
    }

    PluginHost host() {
        PluginSource.plugin("acme.wanted")
                .onStart("Probe.await(\"go\");")
                .probe(probe)
                .jar(plugins);
        PluginHost host = PluginHost.builder().plugins(plugins).build();
        hosts.add(host);
        return host;
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** The result of a task on a thread of an executor. */
    static <T> T on(Executor executor, Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        return get(result);
    }

    /** What a task throws on a thread of an executor. */
    static Throwable thrownOn(Executor executor, Callable<?> task) throws Exception {
        return on(executor, () -> {
            try {
                throw new AssertionError("gave " + task.call());
            } catch (Throwable thrown) {
                return thrown;
            }
        });
    }
}
