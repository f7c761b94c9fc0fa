package dev.pluginhost.impl.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.pluginhost.impl.events.Notice.Kind;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A registration")
class ListeningTest {

    private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();

    @Test
    @DisplayName("that is closed takes nothing that races with its end, and begins no thread for it")
    void closed() throws InterruptedException {
        DaemonThreads none = new DaemonThreads("none-", LOADER, (group, target, name) -> fail("a thread"));
        Listening listening = new Listening("listener", none);
        listening.close();
        listening.change(waiting -> fail("taken"));
        listening.deliver();
        assertTrue(listening.awaitTold(notice -> true, System.nanoTime()));
    }

    @Test
    @DisplayName("for which there is no thread to be had is told with the next event")
    void noThread() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        DaemonThreads scarce = new DaemonThreads("event-", LOADER, (group, target, name) -> {
            if (tries.incrementAndGet() == 1) {
                throw new OutOfMemoryError("no thread");
            }
            return new Thread(group, target, name, 0, false);
        });
        Listening listening = new Listening("listener", scarce);
        Queue<String> told = new ConcurrentLinkedQueue<>();
        listening.change(waiting -> waiting.add(Notice.of(Kind.FAILED, "acme.a", "", () -> told.add("a"))));
        listening.deliver();
        assertEquals("", String.join("", told));
        listening.change(waiting -> waiting.add(Notice.of(Kind.FAILED, "acme.b", "", () -> told.add("b"))));
        listening.deliver();
        assertTrue(listening.awaitTold(notice -> true, System.nanoTime() + 30_000_000_000L));
        assertEquals("ab", String.join("", told));
        listening.close();
    }

    @Test
    @DisplayName("for which only one thread can be started is told everything by that one, however much it is")
    void oneThread() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        DaemonThreads scarce = new DaemonThreads("event-", LOADER, (group, target, name) -> {
            if (tries.incrementAndGet() > 1) {
                throw new OutOfMemoryError("no thread");
            }
            return new Thread(group, target, name, 256 * 1024, false);
        });
        Listening listening = new Listening("listener", scarce);
        AtomicInteger told = new AtomicInteger();
        int many = 20_000;
        listening.change(waiting -> {
            for (int i = 0; i < many; i++) {
                waiting.add(Notice.of(Kind.FAILED, "acme.a", "", told::incrementAndGet));
            }
        });
        listening.deliver();
        assertTrue(listening.awaitTold(notice -> true, System.nanoTime() + 30_000_000_000L));
        assertEquals(many, told.get());
        listening.close();
    }
}
