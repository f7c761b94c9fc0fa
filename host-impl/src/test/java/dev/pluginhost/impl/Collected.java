package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;

/** Whether something is collected. */
final class Collected {

    private Collected() {}

    /** Collection takes as many rounds as there are kinds of references on the way, and time under load. */
    static void await(WeakReference<?> reference) {
        long end = System.nanoTime() + HostFixture.PATIENCE.toNanos();
        while (!reference.refersTo(null) && System.nanoTime() < end) {
            System.gc();
            Thread.onSpinWait();
        }
        assertTrue(reference.refersTo(null), "still held");
    }
}
