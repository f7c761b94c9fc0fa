package dev.pluginhost.spring;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what listeners of a host bring about. */
final class Eventually {

    private static final long TIMEOUT_SECONDS = 60;

    private Eventually() {}

    static void holds(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It does not hold within " + TIMEOUT_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
