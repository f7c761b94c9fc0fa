package dev.pluginhost.impl.leaks;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.beans.Introspector;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.lang.runtime.ObjectMethods;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * Caches of the JDK that hold classes though they are no more in use: softly, which is as long as there is memory, or until
 * something else takes the place. Stateless.
 */
final class JdkCaches {

    /** Longer than it takes; nobody knows who holds a lock of the JDK's. */
    private static final long MOMENT_MILLIS = 1000;

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

    /** Clears those that can only be cleared as a whole, and will be filled again. Never throws. */
    static void clearForAll() {
        try {
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

    /** One part of this cache is the caller's thread group's own, so somebody has to call in each. */
    private static void flushIntrospector() throws InterruptedException {
        Introspector.flushCaches();
        Set<ThreadGroup> groups = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ThreadGroup group = thread.getThreadGroup();
            if (group != null && group.getClass() == ThreadGroup.class) {
                groups.add(group);
            }
        }
        groups.remove(Thread.currentThread().getThreadGroup());
        for (ThreadGroup group : groups) {
            Thread flush = new Thread(group, Introspector::flushCaches, "pluginhost-collect-flush", 0, false);
            flush.setDaemon(true);
            flush.start();
            flush.join(MOMENT_MILLIS);
        }
    }
}
