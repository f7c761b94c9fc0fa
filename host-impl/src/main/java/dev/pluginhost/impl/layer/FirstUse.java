package dev.pluginhost.impl.layer;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.spi.IIORegistry;

/**
 * A part of the JDK that keeps the context of the thread which is the first to use it: its context class loader and, before
 * Java 24, its access control context. If that thread is at a plugin's code, the plugin is never collected. So when a plugin's
 * class first refers to such a part, a thread without such a context uses the part first, and the class waits for that.
 *
 * <p>Safe for use by any thread. Of each part there is one for the whole virtual machine. A use by code of the application, on
 * a plugin's thread and before any plugin refers to the part, is not noticed.
 */
final class FirstUse {

    private static final String PREFERENCES_CLASS = "java.util.prefs.FileSystemPreferences";

    /** It takes milliseconds; the bound is for whoever is asked for while it holds a lock that the JDK needs for it. */
    private static final long MOST_SECONDS = 5;

    /** Has the thread that ends the waits of {@link CompletableFuture#orTimeout} and its like. */
    private static final FirstUse TIMEOUTS =
            new FirstUse(() -> CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> {}));

    /** Has the one {@code sun.awt.AppContext}, and the registry of ImageIO with an access control context for each entry. */
    private static final FirstUse DESKTOP = new FirstUse(
            () -> { // a reference to the method would link its class at once
                IIORegistry unused = IIORegistry.getDefaultInstance();
            });

    /** Has a timer, where preferences are kept in files. */
    private static final FirstUse PREFERENCES = new FirstUse(FirstUse::initialisePreferences);

    private final Runnable use;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    private FirstUse(Runnable use) {
        this.use = use;
    }

    /** Whether a class is one of such a part. Loads nothing, as most plugins use none. */
    static boolean matters(String className) {
        return isOfTimeouts(className) || isOfPreferences(className) || isOfDesktop(className);
    }

    private static boolean isOfTimeouts(String className) {
        return className.equals("java.util.concurrent.CompletableFuture");
    }

    private static boolean isOfPreferences(String className) {
        return className.startsWith("java.util.prefs.");
    }

    private static boolean isOfDesktop(String className) {
        return className.startsWith("java.awt.")
                || className.startsWith("javax.swing.")
                || className.startsWith("javax.imageio.")
                || className.startsWith("javax.print.");
    }

    /** To be called before a plugin's class is linked to a class that {@link #matters}. Never throws. */
    static void before(String className) {
        if (isOfTimeouts(className)) {
            TIMEOUTS.await();
        } else if (isOfPreferences(className)) {
            PREFERENCES.await();
        } else {
            DESKTOP.await();
        }
    }

    private void await() {
        if (over.getCount() == 0) {
            return;
        }
        try {
            if (begun.compareAndSet(false, true)) {
                thread(this::run).start();
            }
            if (!over.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                over.countDown(); // the next class need not wait
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the class goes on, and may be the first
        } catch (OutOfMemoryError noThread) {
            over.countDown();
        }
    }

    private void run() {
        try {
            use.run();
        } catch (Throwable thrown) {
            return; // such as that the application is without the module; then nothing keeps anything
        } finally {
            over.countDown();
        }
    }

    private static void initialisePreferences() {
        try {
            Class.forName(PREFERENCES_CLASS);
        } catch (ClassNotFoundException e) {
            return; // on a system that keeps them elsewhere
        }
    }

    /** A daemon thread in the root thread group that inherits nothing. */
    @SuppressWarnings("removal") // the only way to a thread without its creator's context, as long as threads have one
    private static Thread thread(Runnable task) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
            group = parent;
        }
        ThreadGroup root = group;
        Thread thread = AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> new Thread(root, task, "pluginhost-first-use", 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }
}
