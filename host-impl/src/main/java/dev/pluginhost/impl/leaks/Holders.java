package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.modules.layer.PluginLayer;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches for what holds an unloaded plugin: live threads, their thread-locals, shutdown hooks and JDBC drivers. For one thread at a
 * time. Keeps no plugin alive, except while a search hangs.
 *
 * <p>A plugin may override methods of Thread, so they are called only on threads whose class is the JDK's or the application's. Of other threads
 * the fields are read, if {@code java.lang} is open to this module. What the JDK calls nevertheless may hang or throw.
 */
final class Holders {

    /**
     * The unloaded plugin whose holders are searched for; loader and layer are null if collected. Immutable. Its references are strong: make
     * one for a search and drop it afterwards. No method runs code of a plugin or loads a class.
     */
    record Target(
            String plugin,
            @Nullable ClassLoader loader,
            @Nullable ModuleLayer layer) {

        /** Whether a loader is the plugin's, or a child of it, such as a loader that the plugin has made. */
        boolean ownsLoader(@Nullable ClassLoader other) {
            for (ClassLoader next = other; next != null; next = next.getParent()) {
                if (next == loader) {
                    return true;
                }
            }
            return false;
        }

        /** Whether a class belongs to the plugin, to a loader that the plugin has made, or to a plugin that requires it. */
        boolean ownsType(Class<?> type) {
            return ownsLoader(type.getClassLoader()) || isBelow(PluginLayer.layerOf(type));
        }

        /** Whether a layer is the plugin's or has it as an ancestor. */
        boolean isBelow(@Nullable ModuleLayer other) {
            if (layer == null || other == null) {
                return false;
            }
            Set<ModuleLayer> seen = new HashSet<>();
            Deque<ModuleLayer> open = new ArrayDeque<>(List.of(other));
            for (ModuleLayer next = open.poll(); next != null; next = open.poll()) {
                if (next == layer) {
                    return true;
                }
                if (seen.add(next)) {
                    open.addAll(next.parents());
                }
            }
            return false;
        }

        /** Describes an object that keeps the plugin: one of its classes, of its loaders, or of their objects; else null. */
        @Nullable
        String described(@Nullable Object object) {
            if (object instanceof Class<?> type) {
                return ownsType(type) ? "class " + name(type) : null;
            }
            if (object == null) {
                return null;
            }
            boolean owned = object instanceof ClassLoader other ? ownsLoader(other) : ownsType(object.getClass());
            return owned ? name(object.getClass()) : null;
        }
    }

    /** Searches in one place; it may call code of the application or of a plugin. */
    @FunctionalInterface
    interface Probe {
        void search(Target target, Consumer<Holder> found);
    }

    /** The option that opens {@code java.lang}. */
    static final String OPENING = "--add-opens java.base/java.lang="
            + (Holders.class.getModule().isNamed() ? "dev.pluginhost.impl" : "ALL-UNNAMED");

    private static final DaemonThreads THREADS =
            new DaemonThreads("pluginhost-probe-", ClassLoader.getSystemClassLoader());

    private final boolean open;
    private final Probe drivers;
    private final Duration timeout;

    /** The thread that searches, while it does. A reference to an ended thread could keep what it ran. */
    private final AtomicReference<@Nullable Thread> lateForThreads = new AtomicReference<>();

    private final AtomicReference<@Nullable Thread> lateForDrivers = new AtomicReference<>();

    /** Searches whatever can be read. */
    Holders() {
        this(
                Object.class.getModule().isOpen("java.lang", Holders.class.getModule()),
                JdbcDrivers::search,
                Duration.ofSeconds(5));
    }

    Holders(boolean open, Probe drivers, Duration timeout) {
        this.open = open;
        this.drivers = drivers;
        this.timeout = timeout;
    }

    /** What is seen to hold the plugin; of kind UNKNOWN for what cannot be searched. */
    List<Holder> of(Target target) {
        List<Holder> found = new ArrayList<>();
        bounded("Threads and shutdown hooks", lateForThreads, this::searchThreads, target, found);
        bounded("JDBC drivers", lateForDrivers, drivers, target, found);
        return found;
    }

    /** The map that the JDK makes calls {@code hashCode} of each thread, which a plugin may have overridden. */
    private void searchThreads(Target target, Consumer<Holder> found) {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            searchThread(thread, stack, target, found);
            searchLocals(thread, "threadLocals", "have the plugin remove it on that thread", target, found);
            searchLocals(
                    thread,
                    "inheritableThreadLocals",
                    "have that thread ended by the code that started it, or started where the value is not set",
                    target,
                    found);
        });
        searchHooks(target, found);
    }

    /** What to report if no holder is seen. */
    Holder unknown() {
        return holder(
                Holder.Kind.UNKNOWN,
                "nothing that can be seen; it may be a soft reference, as in caches of Groovy, Spring and Jackson, which the"
                        + " collector clears when memory is short (immediately with -XX:SoftRefLRUPolicyMSPerMB=0), an MBean, a log"
                        + " handler, a security provider, a default of the process such as System.out, a ClassValue, a"
                        + " java.lang.ref.Cleaner, a factory of java.net.URL, sun.awt.AppContext (let the application use AWT"
                        + " before), or a plugin that it required and that is still imported; "
                        + (open
                                ? ""
                                : "start the JVM with " + OPENING
                                        + " to have thread-locals and shutdown hooks searched; ")
                        + "testkit-leaks shows the path in a test; or take a heap dump (jcmd PID GC.heap_dump FILE) and follow"
                        + " the class loader of that name to a root");
    }

    static Holder holder(Holder.Kind kind, String what) {
        return new Holder(kind, what, List.of());
    }

    /** The name of a class; of a hidden one, such as a lambda's, without its address. */
    static String name(Class<?> type) {
        String name = type.getName();
        int slash = name.indexOf('/');
        String shown = slash < 0 ? name : name.substring(0, slash);
        int lambda = shown.indexOf("$$Lambda");
        return lambda < 0 ? shown : "a lambda of " + shown.substring(0, lambda);
    }

    // Threads

    private void searchThread(Thread thread, StackTraceElement[] stack, Target target, Consumer<Holder> found) {
        List<String> ties = ties(thread, target);
        String name = target.loader() == null ? null : target.loader().getName();
        for (StackTraceElement frame : stack) {
            if (name != null && Objects.equals(frame.getClassLoaderName(), name)) {
                String where = "runs " + frame.getClassName() + "." + frame.getMethodName();
                ties.add(where
                        + (ties.isEmpty() ? ", of this plugin or of a namesake" : "")); // the name is all that is known
                break;
            }
        }
        if (!ties.isEmpty()) {
            found.accept(new Holder(
                    Holder.Kind.THREAD,
                    "thread \"" + thread.getName() + "\"" + (thread.isDaemon() ? ", a daemon," : "") + " "
                            + String.join(", ", ties) + "; have the plugin end it when it stops",
                    frames(stack)));
        }
    }

    private static List<String> frames(StackTraceElement[] stack) {
        return Stream.of(stack).map(StackTraceElement::toString).toList();
    }

    /** Clauses that say how a thread keeps the plugin; empty if it is not seen to. */
    private List<String> ties(Thread thread, Target target) {
        List<String> ties = new ArrayList<>();
        boolean trusted = isTrusted(thread.getClass());
        tie("is a ", thread, target, ties);
        Object loader = trusted ? thread.getContextClassLoader() : read(Thread.class, "contextClassLoader", thread);
        if (target.ownsLoader((ClassLoader) loader)) {
            ties.add("has the plugin's context class loader");
        }
        Object holder = read(Thread.class, "holder", thread); // in Java 17 the thread has the task itself
        Object task = holder == null ? read(Thread.class, "target", thread) : read(holder.getClass(), "task", holder);
        tie("was made to run ", task, target, ties);
        Object handler =
                trusted ? thread.getUncaughtExceptionHandler() : read(Thread.class, "uncaughtExceptionHandler", thread);
        tie("has an uncaught exception handler ", handler, target, ties);
        tie("is in a thread group ", thread.getThreadGroup(), target, ties);
        return ties;
    }

    private static void tie(String what, @Nullable Object object, Target target, List<String> ties) {
        if (object != null && target.ownsType(object.getClass())) {
            ties.add(what + name(object.getClass()));
        }
    }

    /** Whether calling an object of a class runs code of the JDK or of the application alone. */
    private static boolean isTrusted(Class<?> type) {
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            ClassLoader of = next.getClassLoader();
            if (of != null && of != ClassLoader.getPlatformClassLoader() && of != ClassLoader.getSystemClassLoader()) {
                return false;
            }
        }
        return true;
    }

    /** Runtime lists no hooks, so this reads the field of the JDK. */
    private void searchHooks(Target target, Consumer<Holder> found) {
        List<Thread> all = new ArrayList<>();
        try {
            Class<?> owner = Class.forName("java.lang.ApplicationShutdownHooks");
            synchronized (owner) { // the monitor under which the JDK changes the map, which is null during a shutdown
                if (read(owner, "hooks", null) instanceof Map<?, ?> hooks) {
                    hooks.keySet().forEach(hook -> all.add((Thread) hook));
                }
            }
        } catch (ClassNotFoundException e) {
            return; // another release of the JDK
        }
        for (Thread hook : all) {
            List<String> ties = ties(hook, target);
            if (!ties.isEmpty()) {
                found.accept(holder(
                        Holder.Kind.SHUTDOWN_HOOK,
                        "shutdown hook \"" + hook.getName() + "\" " + String.join(", ", ties)
                                + "; have the plugin remove it when it stops"));
            }
        }
    }

    /** The thread may change its map meanwhile: it replaces the table or an entry of it, and breaks neither. */
    private void searchLocals(Thread thread, String field, String cure, Target target, Consumer<Holder> found) {
        Object map = read(Thread.class, field, thread);
        if (map == null || !(read(map.getClass(), "table", map) instanceof Object[] table)) {
            return;
        }
        for (Object entry : table) {
            String value = entry == null ? null : target.described(read(entry.getClass(), "value", entry));
            if (value != null) {
                Object key = ((Reference<?>) entry).get();
                found.accept(holder(
                        Holder.Kind.THREAD_LOCAL,
                        "thread \"" + thread.getName() + "\" has a thread-local value " + value
                                + (key == null ? "" : ", of a " + name(key.getClass())) + "; " + cure));
            }
        }
    }

    /** The value of a private field; null also if it cannot be read. */
    private @Nullable Object read(Class<?> declaring, String field, @Nullable Object from) {
        if (!open) {
            return null;
        }
        try {
            Field read = declaring.getDeclaredField(field);
            read.setAccessible(true);
            return read.get(from);
        } catch (ReflectiveOperationException e) {
            return null; // another release of the JDK
        }
    }

    // On a thread of its own

    /**
     * Searches on a thread of its own, with a timeout: the probe may call code of a plugin, or wait for a lock that it holds. Does not
     * search while an earlier probe hangs.
     *
     * @param late the thread of the probe, while there is one
     */
    private void bounded(
            String what, AtomicReference<@Nullable Thread> late, Probe probe, Target target, List<Holder> found) {
        Thread thread = late.get();
        if (thread == null) {
            Queue<Holder> seen = new ConcurrentLinkedQueue<>();
            CountDownLatch ended = new CountDownLatch(1); // foreign code may hold the monitor that Thread.join takes
            boolean inTime = false;
            try {
                thread = THREADS.newThread(() -> {
                    late.set(Thread.currentThread());
                    try {
                        probe.search(target, seen::add);
                    } catch (Throwable thrown) { // code of the application or of a plugin may throw anything
                        seen.add(failed(what, thrown, target));
                    } finally {
                        late.set(null);
                        ended.countDown();
                    }
                });
                thread.start();
                inTime = ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (OutOfMemoryError e) { // no thread can be started
                found.add(failed(what, e, target));
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nothing interrupts the thread that collects
            }
            found.addAll(seen);
            if (inTime) {
                return;
            }
        }
        String why = what + " cannot be searched: thread \"" + thread.getName() + "\" has not returned within "
                + timeout.toMillis() + " ms; its stack shows what it waits for";
        found.add(new Holder(Holder.Kind.UNKNOWN, why, frames(thread.getStackTrace())));
    }

    private static Holder failed(String what, Throwable thrown, Target target) {
        ThrownCopy copy = Thrown.copy(thrown);
        String why = what + " cannot be searched: " + copy;
        Thrown.warnSoon("Not everything that holds unloaded plugin " + target.plugin() + " is known: " + why, copy);
        return holder(Holder.Kind.UNKNOWN, why);
    }
}
