package dev.pluginhost.impl.leaks;

import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only during waits and collections, and a collector that a test controls. For one thread. */
final class FakeJvm extends CollectionCheck.Jvm {

    private long nanos = Long.MAX_VALUE - 1_000_000; // it may overflow
    private final long begun = nanos;

    /** When collections were asked for, in milliseconds since this was made. */
    final List<Long> asked = new ArrayList<>();

    boolean heeds = true;
    long pauseNanos;
    Runnable onCollect = () -> {};
    Runnable onAwait = () -> {};

    long millis() {
        return (nanos - begun) / 1_000_000;
    }

    @Override
    long nanoTime() {
        return nanos;
    }

    @Override
    boolean collect() {
        asked.add(millis());
        nanos += pauseNanos;
        onCollect.run();
        return heeds;
    }

    @Override
    void await(ReferenceQueue<Object> queue, long wait) {
        onAwait.run();
        if (queue.poll() == null) {
            nanos += Math.max(0, wait);
        }
    }
}
