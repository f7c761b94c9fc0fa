package dev.pluginhost.impl.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A registered listener")
class RegisteredListenerTest {

    private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();
    private static final PluginInfo.Failure NO =
            new PluginInfo.Failure(Reason.START_FAILED, ImportStage.START, "no", "", Instant.EPOCH);

    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final PluginListener listener = new PluginListener() {
        @Override
        public void failed(String module, PluginInfo.Failure failure) {
            failed.add(module);
        }
    };

    /** Of its threads, only those with a number in a range can be made. */
    private static Events withThreads(int from, int to) {
        return new Events(new Registry(), threads(from, to));
    }

    private static DaemonThreads threads(int from, int to) {
        AtomicInteger tries = new AtomicInteger();
        return new DaemonThreads("event-", LOADER) {
            @Override
            protected Thread make(ThreadGroup group, Runnable target, String name) {
                int now = tries.incrementAndGet();
                if (now < from || now > to) {
                    throw new OutOfMemoryError("no thread");
                }
                return new Thread(group, target, name, 256 * 1024, false);
            }
        };
    }

    @Test
    @DisplayName("takes no notice that races with its end")
    void closed() throws InterruptedException {
        RegisteredListener registered = new RegisteredListener.OfPlugins(withThreads(1, 1), listener, null);
        registered.close();
        registered.failed("acme.a", NO);
        assertTrue(registered.await(null, System.nanoTime()));
    }

    @Test
    @DisplayName("for which no thread can be started is called with the next event")
    void noThread() throws InterruptedException {
        Events events = withThreads(2, Integer.MAX_VALUE);
        events.listen(listener, null);
        events.failed("acme.a", NO);
        events.deliver();
        assertEquals(List.of(), failed);
        events.failed("acme.b", NO);
        assertTrue(events.awaitTold(null, Duration.ofSeconds(30)));
        assertEquals(List.of("acme.a", "acme.b"), failed);
        events.close();
    }

    @Test
    @DisplayName("for which only one thread can be started gets all notices on that one, however many there are")
    void oneThread() throws InterruptedException {
        Events events = withThreads(1, 1);
        events.listen(listener, null);
        int many = 5_000;
        for (int i = 0; i < many; i++) {
            events.failed("acme.p" + i, NO);
        }
        assertTrue(events.awaitTold(null, Duration.ofSeconds(30)));
        assertEquals(many, failed.size());
        events.close();
    }
}
