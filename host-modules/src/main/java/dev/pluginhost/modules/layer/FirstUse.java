package dev.pluginhost.modules.layer;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.spi.IIORegistry;
import org.jspecify.annotations.Nullable;

/**
 * A part of the JDK that keeps the context of the thread which uses it first: its context class loader and, before Java 24, its access control
 * context. If that thread runs a plugin's code, the plugin is never collected. So when a plugin's class first refers to such a part, a thread
 * without such a context uses it before. The class waits for that.
 *
 * <p>Thread-safe; one for the whole virtual machine. A use by code of the application, on a plugin's thread and before any plugin
 * refers to the part, is not noticed.
 */
final class FirstUse implements Runnable {

    /** Has the thread that ends the waits of {@link CompletableFuture#orTimeout} and its like. */
    private static final FirstUse TIMEOUTS = new FirstUse();

    /** Has a timer, where preferences are kept in files. */
    private static final FirstUse PREFERENCES = new FirstUse();

    /** Has the one {@code sun.awt.AppContext}, and the registry of ImageIO with an access control context for each entry. */
    private static final FirstUse DESKTOP = new FirstUse();

    /** It takes milliseconds. The limit is for a class that is loaded under a lock that the JDK needs for it. */
    private static final long MOST_SECONDS = 5;

    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    /** To be called before a plugin's class is linked to a class that is not a plugin's. Never throws. */
    static void before(String className) {
        FirstUse part = className.startsWith("java") ? of(className) : null;
        if (part != null && part.over.getCount() > 0) {
            part.await();
        }
    }

    private static @Nullable FirstUse of(String className) {
        if (className.equals("java.util.concurrent.CompletableFuture")) {
            return TIMEOUTS;
        }
        if (className.startsWith("java.util.prefs.")) {
            return PREFERENCES;
        }
        return className.startsWith("java.awt.")
                        || className.startsWith("javax.swing.")
                        || className.startsWith("javax.imageio.")
                        || className.startsWith("javax.print.")
                ? DESKTOP
                : null;
    }

    private void await() {
        try {
            if (begun.compareAndSet(false, true)) {
                newThread().start();
            }
            if (!over.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                over.countDown(); // the next class need not wait
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the class goes on, and may be the first
        }
    }

    /** Uses the part. It may not be there, as where the application is without its module; then nothing keeps anything. */
    @Override
    public void run() {
        try {
            if (this == TIMEOUTS) {
                CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run)
                        .execute(() -> {});
            } else if (this == PREFERENCES) {
                Class<?> unused = Class.forName("java.util.prefs.FileSystemPreferences");
            } else {
                IIORegistry unused = IIORegistry.getDefaultInstance();
            }
        } catch (Throwable absent) {
            return;
        } finally {
            over.countDown();
        }
    }

    /** A daemon thread in the root thread group. Only a privileged action keeps it from inheriting its creator's context. */
    @SuppressWarnings("removal")
    private Thread newThread() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        ThreadGroup root = group;
        Thread thread = AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> new Thread(root, this, "pluginhost-first-use", 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }
}
