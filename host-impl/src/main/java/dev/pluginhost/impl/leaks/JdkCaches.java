package dev.pluginhost.impl.leaks;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.beans.Introspector;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.lang.runtime.ObjectMethods;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clears caches of the JDK that hold unused classes: softly, or until another class takes the place. Thread-safe.
 */
public final class JdkCaches {

    /** How long clearing is waited for; another thread may have a lock of the JDK. */
    private static final long TIMEOUT_MILLIS = 1000;

    /** For thread groups that are made while they are listed. */
    private static final int MORE_GROUPS = 16;

    /**
     * Threads that the JDK starts on first use, shares, and never ends. They keep the context class loader of the first user. The
     * first one is behind each child process before Java 18, the other behind Swing's timers.
     */
    private static final Set<String> SHARED_THREADS = Set.of("process reaper", "TimerQueue");

    private static final DaemonThreads THREADS =
            new DaemonThreads("pluginhost-collect-clear-", ClassLoader.getSystemClassLoader());

    /** Whether a thread clears the caches of the process. Written by that thread. */
    private static volatile boolean clearing;

    private JdkCaches() {}

    /** Clears the classes of some loaders; this affects no other code. */
    public static void clear(List<ClassLoader> loaders) {
        try {
            loaders.forEach(ResourceBundle::clearCache);
            displaceRecord();
        } catch (Throwable e) { // bootstrap methods declare Throwable
            Thrown.warnSoon("Caches of the JDK cannot be cleared of unloaded plugins: " + Thrown.text(e), e);
        }
    }

    /**
     * Clears what can be cleared only for the whole process. It runs on a thread of its own, which is waited for within a bound: a
     * plugin may have locked a thread group, or overridden {@code hashCode} of a thread. While one such thread hangs, no other is started.
     */
    static void clearForAll() {
        if (clearing) {
            return;
        }
        CountDownLatch ended = new CountDownLatch(1); // foreign code may hold the monitor that Thread.join takes
        try {
            Thread thread = THREADS.newThread(() -> {
                clearing = true;
                try {
                    releaseSharedThreads();
                    flushIntrospector();
                } catch (NoClassDefFoundError e) {
                    return; // the application has no java.desktop
                } catch (InterruptedException e) {
                    return; // nothing of the host interrupts it; the next call clears again
                } finally {
                    clearing = false;
                    ended.countDown();
                }
            });
            thread.start();
            boolean unused = ended.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (OutOfMemoryError e) {
            Thrown.warnSoon("Caches of the JDK cannot be cleared: no thread can be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The method handles of a record's methods keep the last types, of a record and a component, that they were adapted to. Before
     * Java 19 they keep them strongly, and any other type takes the place. Since then they keep softly the types of a loader that
     * can go, and only those take the place. Nothing may refer to the host here, as the host's loader may have to go, too.
     */
    private static void displaceRecord() throws Throwable {
        Class<?> unused = Runtime.version().feature() < 19 ? Void.class : ofUnusedLoader();
        MethodHandle getter = MethodHandles.identity(unused);
        Map<String, MethodType> methods = Map.of(
                "toString", MethodType.methodType(String.class, unused),
                "hashCode", MethodType.methodType(int.class, unused),
                "equals", MethodType.methodType(boolean.class, unused, Object.class));
        for (Map.Entry<String, MethodType> method : methods.entrySet()) {
            ObjectMethods.bootstrap(
                    MethodHandles.lookup(), method.getKey(), method.getValue(), unused, "component", getter);
        }
    }

    /** A class that is not used otherwise, of a loader of the JDK: before Java 24 that one refers to the caller's loader, from then on not. */
    private static Class<?> ofUnusedLoader() {
        ClassLoader loader = new URLClassLoader(new URL[0], null);
        return Proxy.newProxyInstance(loader, new Class<?>[] {Runnable.class}, (proxy, method, all) -> null)
                .getClass();
    }

    /** Gives them the system class loader as context class loader, which they do not use. */
    private static void releaseSharedThreads() {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getClass() == Thread.class // not a plugin's, which could override the methods
                    && SHARED_THREADS.contains(thread.getName())
                    && thread.getContextClassLoader() != null) {
                thread.setContextClassLoader(system);
            }
        }
    }

    /**
     * A part of this cache belongs to the thread group of the caller, so a thread in each group must flush it, also in groups
     * without a live thread. A group of another class may run code of a plugin.
     */
    private static void flushIntrospector() throws InterruptedException {
        Introspector.flushCaches();
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        ThreadGroup[] groups = new ThreadGroup[2 * root.activeGroupCount() + MORE_GROUPS];
        int count = root.enumerate(groups);
        for (int i = 0; i < count; i++) {
            if (groups[i].getClass() == ThreadGroup.class) {
                flushIn(groups[i]);
            }
        }
    }

    private static void flushIn(ThreadGroup group) throws InterruptedException {
        try {
            Thread flush = new Thread(group, Introspector::flushCaches, "pluginhost-collect-flush", 0, false);
            flush.setDaemon(true);
            flush.start();
            flush.join(TIMEOUT_MILLIS);
        } catch (IllegalThreadStateException e) {
            return; // the group was destroyed meanwhile
        }
    }
}
