package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.leaks.Verdict.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The JDK's thread for timeouts")
class JdkThreadsTest {

    @TempDir
    Path directory;

    /** As it is named before and since Java 25. */
    private static boolean isThere() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .anyMatch(name -> name.equals("CompletableFutureDelayScheduler") || name.endsWith("-delayScheduler"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(condition.getAsBoolean());
    }

    @Test
    @DisplayName("started early does not keep the plugin that is the first to need it")
    void startedEarly() throws Exception {
        JdkThreads.startEarly();
        await(JdkThreadsTest::isThere);
        Unloaded plugin = Unloaded.of(
                directory,
                Unloaded.source(
                        "acme.a",
                        "new java.util.concurrent.CompletableFuture<Main>()"
                                + ".completeOnTimeout(new Main(), 1, java.util.concurrent.TimeUnit.MILLISECONDS).get();"));
        Verdict verdict = CollectionCheck.shared()
                .watch("acme.a", plugin.loader.get(), plugin.layer.get(), Duration.ofSeconds(20))
                .get(60, TimeUnit.SECONDS);
        assertEquals(Outcome.COLLECTED, verdict.outcome(), verdict::toString);
    }
}
