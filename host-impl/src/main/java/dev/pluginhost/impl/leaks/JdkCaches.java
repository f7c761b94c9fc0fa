package dev.pluginhost.impl.leaks;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.beans.Introspector;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.lang.runtime.ObjectMethods;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Caches of the JDK that hold classes though they are no more in use: softly, which is as long as there is memory, or until
 * something else takes the place. Stateless.
 */
final class JdkCaches {

    /** Longer than it takes; nobody knows who holds a lock of the JDK's. */
    private static final long MOMENT_MILLIS = 1000;

    /** Groups that come into being while they are counted. */
    private static final int SOME_MORE = 16;

    private static final DaemonThreads THREADS =
            DaemonThreads.plain("pluginhost-collect-clear-", ClassLoader.getSystemClassLoader());

    /** Whether a thread clears; set and unset by any thread. */
    private static final AtomicBoolean CLEARING = new AtomicBoolean();

    private JdkCaches() {}

    /** Clears those that can be cleared of some loaders' classes; nobody else notices. Never throws. */
    static void clear(List<ClassLoader> loaders) {
        try {
            loaders.forEach(ResourceBundle::clearCache);
            displaceRecord();
        } catch (Throwable e) { // the JDK's, or no memory
            warn(e);
        }
    }

    /**
     * Clears those that can only be cleared as a whole, and will be filled again, and has the JDK's threads let go. On a thread of
     * its own, which is waited for within a bound: a plugin may hold the monitor of a thread group. While one hangs, no other is
     * begun. Never throws.
     */
    static void clearForAll() {
        if (!CLEARING.compareAndSet(false, true)) {
            return;
        }
        CountDownLatch cleared = new CountDownLatch(1);
        try {
            THREADS.newThread(() -> {
                        clearHere();
                        CLEARING.set(false);
                        cleared.countDown();
                    })
                    .start();
        } catch (Throwable e) { // no memory for a thread
            CLEARING.set(false);
            warn(e);
            return;
        }
        try {
            boolean unused = cleared.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void clearHere() {
        try {
            JdkThreads.letGo();
            flushIntrospector();
        } catch (LinkageError e) {
            return; // the application has no java.desktop
        } catch (Throwable e) { // as above
            warn(e);
        }
    }

    private static void warn(Throwable e) {
        Thrown.warnSoon("Caches of the JDK cannot be cleared of unloaded plugins: " + Thrown.text(e), e);
    }

    /**
     * The method handles from which a record's methods are made remember the last types, of a record and a component, that
     * they were adapted to, before Java 19 strongly and since then softly. Here they are adapted to a class of a loader that
     * nobody needs; one of a loader that stays would be remembered elsewhere, and the plugin's as well.
     */
    private static void displaceRecord() throws Throwable {
        Class<?> nobodys = Proxy.newProxyInstance(
                        new ClassLoader(null) {}, new Class<?>[] {Runnable.class}, (proxy, method, all) -> null)
                .getClass();
        MethodHandle getter = MethodHandles.identity(nobodys);
        Map<String, MethodType> methods = Map.of(
                "toString", MethodType.methodType(String.class, nobodys),
                "hashCode", MethodType.methodType(int.class, nobodys),
                "equals", MethodType.methodType(boolean.class, nobodys, Object.class));
        for (Map.Entry<String, MethodType> method : methods.entrySet()) {
            ObjectMethods.bootstrap(
                    MethodHandles.lookup(), method.getKey(), method.getValue(), nobodys, "component", getter);
        }
    }

    /**
     * One part of this cache is the caller's thread group's own, so a thread has to call in each group, also in those that have no
     * thread any more. Groups of other classes may run code of a plugin.
     */
    private static void flushIntrospector() throws InterruptedException {
        Introspector.flushCaches();
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
            root = parent;
        }
        ThreadGroup[] groups = new ThreadGroup[2 * root.activeGroupCount() + SOME_MORE];
        int count = root.enumerate(groups);
        for (int i = 0; i < count; i++) {
            if (groups[i].getClass() == ThreadGroup.class) {
                flushIn(groups[i]);
            }
        }
    }

    private static void flushIn(ThreadGroup group) throws InterruptedException {
        Thread flush;
        try {
            flush = new Thread(group, Introspector::flushCaches, "pluginhost-collect-flush", 0, false);
            flush.setDaemon(true);
            flush.start();
        } catch (IllegalThreadStateException e) {
            return; // destroyed meanwhile
        }
        flush.join(MOMENT_MILLIS);
    }
}
