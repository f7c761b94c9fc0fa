package dev.pluginhost.impl.events;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Registration;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.spi.Printable;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A registered listener with the queue of notices that it has not been given. One daemon thread at a time calls it. Each notice has a fresh
 * thread, so no call meets what an earlier one has left on it. Thread-safe.
 */
abstract class RegisteredListener {

    /** A listener that is so far behind does not come back, or never catches up. */
    private static final int MOST_NOTICES = 10_000;

    /** A call of the listener that is due: what has happened, for messages, and the plugin that it keeps alive with an instance, if any. */
    private record Notice(String words, @Nullable Imported kept, Runnable call) {

        /** Whether it keeps a plugin alive; any notice does if the plugin is null. */
        boolean keeps(@Nullable Imported imported) {
            return imported == null || kept == imported;
        }
    }

    private final Events events;

    /** The monitor of the registry. It guards the fields that are not final, and is notified when there is less to wait for. */
    private final Object lock;

    /** The class of the listener, for messages. */
    final String name;

    private final List<ClassLoader> owners = new ArrayList<>();
    private final Deque<Notice> queue = new ArrayDeque<>();

    /** The notice that the listener is called with. */
    private @Nullable Notice current;

    /** Whether there is a thread, or is about to be. */
    private boolean active;

    /** Whether the current call has timed out for a waiting thread. */
    private boolean overdue;

    private boolean closed;

    /** The thread within a call; written by that thread. */
    private volatile @Nullable Thread caller;

    /** The registration ends with the plugin that registers it, if any, and with each that has defined one of the types, first the listener's. */
    private RegisteredListener(Events events, @Nullable ClassLoader registering, Class<?>... types) {
        this.events = events;
        this.lock = events.registry;
        this.name = Printable.name(types[0].getName()); // its toString is foreign code
        if (registering != null) {
            owners.add(registering);
        }
        for (Class<?> type : types) {
            if (type.getClassLoader() != null) {
                owners.add(type.getClassLoader());
            }
        }
    }

    /** What the caller has: it keeps no listener whose registration has ended, and so no plugin. */
    final Registration registration() {
        WeakReference<RegisteredListener> here = new WeakReference<>(this);
        return () -> {
            RegisteredListener registered = here.get();
            if (registered != null) {
                registered.close();
            }
        };
    }

    /** Whether the registration ends with the plugin of a loader. */
    final boolean isOf(ClassLoader plugin) {
        for (ClassLoader owner : owners) {
            for (ClassLoader each = owner; each != null; each = each.getParent()) {
                if (each == plugin) {
                    return true;
                }
            }
        }
        return false;
    }

    final boolean isOfEndedPlugin() {
        return owners.stream().anyMatch(PluginLayer::isClosed);
    }

    // What happens; called under the lock, and followed by deliver without it

    abstract void published(Imported plugin);

    void withdrawn(Imported plugin) {}

    void failed(String plugin, PluginInfo.Failure failure) {}

    void unloaded(ImportedModule module) {}

    final void add(String words, @Nullable Imported kept, Runnable call) {
        if (!closed) {
            queue.add(new Notice(words, kept, call));
        }
    }

    // Here, so that a host without listeners loads no class of them

    static RegisteredListener of(Events events, PluginListener listener, @Nullable ClassLoader registering) {
        return new OfPlugins(events, listener, registering);
    }

    static <S> RegisteredListener of(
            Events events, Class<S> service, ServiceListener<? super S> listener, @Nullable ClassLoader registering) {
        return new OfService<>(events, service, listener, registering);
    }

    static final class OfPlugins extends RegisteredListener {

        private final PluginListener listener;

        OfPlugins(Events events, PluginListener listener, @Nullable ClassLoader registering) {
            super(events, registering, listener.getClass());
            this.listener = listener;
        }

        @Override
        void published(Imported plugin) {
            ImportedModule module = plugin.handle();
            add("plugin " + module.name() + " is imported", null, () -> listener.imported(module));
        }

        @Override
        void failed(String plugin, PluginInfo.Failure failure) {
            add("plugin " + plugin + " cannot be imported", null, () -> listener.failed(plugin, failure));
        }

        @Override
        void unloaded(ImportedModule module) {
            add("plugin " + module.name() + " is unloaded", null, () -> listener.unloaded(module));
        }
    }

    /** What comes and goes before the listener is notified of it is dropped. */
    static final class OfService<S> extends RegisteredListener {

        private final Class<S> service;
        private final ServiceListener<? super S> listener;

        OfService(
                Events events,
                Class<S> service,
                ServiceListener<? super S> listener,
                @Nullable ClassLoader registering) {
            super(events, registering, listener.getClass(), service);
            this.service = service;
            this.listener = listener;
        }

        @Override
        void published(Imported plugin) {
            ImportedModule module = plugin.handle();
            for (S instance : instances(plugin)) {
                add(words(plugin, "there"), plugin, () -> listener.added(instance, module));
            }
        }

        @Override
        void withdrawn(Imported plugin) {
            List<S> instances = instances(plugin);
            ImportedModule module = plugin.handle();
            int dropped = drop(plugin); // the last ones of the plugin, as the queue is in order
            for (S instance : instances.subList(0, instances.size() - dropped)) {
                add(words(plugin, "gone"), plugin, () -> listener.removed(instance, module));
            }
        }

        @SuppressWarnings("unchecked") // the list holds instances of the key's type
        private List<S> instances(Imported plugin) {
            return (List<S>) plugin.running().services().getOrDefault(service, List.of());
        }

        private String words(Imported plugin, String what) {
            return "service " + service.getName() + " of plugin " + plugin.name() + " is " + what;
        }
    }

    /** Drops the notices that keep a plugin, or all if it is null, and returns how many; called under the lock. */
    final int drop(@Nullable Imported plugin) {
        int before = queue.size();
        queue.removeIf(notice -> notice.keeps(plugin));
        lock.notifyAll();
        return before - queue.size();
    }

    // Calling the listener

    /** Starts a thread if it is needed; called without locks. */
    final void deliver() {
        boolean needed;
        boolean farBehind;
        synchronized (lock) {
            farBehind = queue.size() >= MOST_NOTICES;
            needed = !queue.isEmpty() && !active;
            active |= needed;
        }
        if (farBehind) {
            warn("is " + MOST_NOTICES + " events behind, so its registration ends");
            close();
        } else if (needed && !start()) {
            synchronized (lock) {
                active = false;
            }
            Thrown.warnSoon("No thread can be started to call listener " + name + "; the next event tries again", null);
        }
    }

    private boolean start() {
        try {
            Thread thread = events.threads.newThread(this::run);
            thread.setName(thread.getName() + " [" + name + "]");
            thread.start();
            return true;
        } catch (OutOfMemoryError e) { // no thread can be started
            return false;
        }
    }

    private void run() {
        do {
            Thrown.run("report what listener " + name + " has thrown", this::callNext);
        } while (isActive() && !start()); // without another thread, this one goes on
    }

    private void callNext() {
        Notice next;
        synchronized (lock) {
            next = queue.poll();
            current = next;
        }
        String words = next == null ? "" : next.words;
        Throwable failure = null;
        caller = Thread.currentThread();
        try {
            if (next != null) {
                next.call.run();
            }
        } catch (Throwable thrown) { // foreign code may throw anything
            failure = thrown;
        }
        next = null; // it may have an instance of a service, and the failure may take long to be read
        caller = null;
        boolean unused = Thread.interrupted();
        synchronized (lock) {
            current = null;
            overdue = false;
            lock.notifyAll();
        }
        if (failure != null) {
            ThrownCopy copy = Thrown.copy(failure);
            Thrown.warn("Listener " + name + " failed when it was notified that " + words + ": " + copy, copy);
        }
    }

    /** Whether there is more to do; if not, this thread ends. */
    private boolean isActive() {
        synchronized (lock) {
            active = !queue.isEmpty();
            return active;
        }
    }

    final boolean isCalledHere() {
        return caller == Thread.currentThread();
    }

    // Waiting, and giving up

    /**
     * Waits until no notice keeps the plugin; any notice if it is null. Does not wait within the listener's own call, nor again for
     * a call that is overdue.
     */
    final boolean await(@Nullable Imported plugin, long end) throws InterruptedException {
        synchronized (lock) {
            while (first(plugin) != null) {
                long left = end - System.nanoTime();
                if (left <= 0 || overdue || isCalledHere()) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return true;
        }
    }

    private @Nullable Notice first(@Nullable Imported plugin) {
        if (current != null && current.keeps(plugin)) {
            return current;
        }
        return queue.stream().filter(notice -> notice.keeps(plugin)).findFirst().orElse(null);
    }

    /** Drops the notices that keep the plugin, or all if it is null, and logs the listener as late, once for each call. */
    final void forget(@Nullable Imported plugin) {
        Notice late;
        boolean logged;
        synchronized (lock) {
            late = first(plugin);
            logged = overdue;
            overdue |= late != null && current != null;
            if (current != null && current.keeps(plugin)) {
                current = null;
            }
            int unused = drop(plugin);
        }
        if (late != null && !logged && !isCalledHere()) {
            warn("has not been notified in time, or has not returned from the call, that " + late.words);
        }
    }

    private void warn(String fact) {
        Thread thread = caller;
        ThreadTrace where = thread == null ? null : new ThreadTrace(thread);
        String place = thread == null || where == null
                ? "it has no thread"
                : "it is at " + where.at("") + " on " + thread.getName();
        Thrown.warnSoon("Listener " + name + " " + fact + "; " + place, where);
    }

    /** Ends the registration: the listener is not called any more. */
    final void close() {
        events.listeners.remove(this);
        synchronized (lock) {
            closed = true;
            current = null;
            int unused = drop(null);
        }
    }
}
