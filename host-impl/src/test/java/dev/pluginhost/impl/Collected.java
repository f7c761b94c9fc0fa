package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;

/** Whether something is collected. */
final class Collected {

    private Collected() {}

    static void await(WeakReference<?> reference) {
        assertTrue(within(HostFixture.PATIENCE, reference), "still held");
    }

    /** Collection takes as many rounds as there are kinds of references on the way, and time under load. */
    static boolean within(Duration bound, WeakReference<?> reference) {
        long end = System.nanoTime() + bound.toNanos();
        while (!reference.refersTo(null) && System.nanoTime() < end) {
            System.gc();
            Thread.onSpinWait();
        }
        return reference.refersTo(null);
    }
}
