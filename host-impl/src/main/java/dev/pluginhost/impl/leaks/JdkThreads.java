package dev.pluginhost.impl.leaks;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Threads that the JDK starts for whoever first needs them and then keeps for good, with that one's context class loader and,
 * in Java 17, access control context. If a plugin is the first, it is never collected. Stateless.
 */
public final class JdkThreads {

    private static final DaemonThreads STARTERS =
            DaemonThreads.plain("pluginhost-collect-starter-", ClassLoader.getSystemClassLoader());

    private JdkThreads() {}

    /**
     * Has the thread started, unless it is there, that ends the waits of {@link CompletableFuture#orTimeout} and its like;
     * others keep what they inherit for a minute at most. To be called before the first plugin's code runs. Does not wait:
     * this is soon done, and a plugin that is quicker costs no more than it would without.
     */
    public static void startEarly() {
        try {
            STARTERS.newThread(JdkThreads::delay).start();
        } catch (OutOfMemoryError e) { // no thread to be had
            Thrown.warnSoon("Threads of the JDK may keep plugins that are unloaded: " + Thrown.text(e), e);
        }
    }

    private static void delay() {
        CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> {});
    }
}
