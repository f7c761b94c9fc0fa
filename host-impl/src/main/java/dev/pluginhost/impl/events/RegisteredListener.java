package dev.pluginhost.impl.events;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.Registration;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.spi.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A registered listener with the queue of notices that it has not been given. One daemon thread at a time calls it, a fresh one for
 * each notice, so that no call meets what an earlier one has left on its thread. Thread-safe.
 */
abstract class RegisteredListener {

    /** What the listeners of one host share. */
    record Shared(ReentrantLock lock, DaemonThreads threads, List<RegisteredListener> listeners) {}

    enum NoticeKind {
        IMPORTED,
        FAILED,
        UNLOADED,
        SERVICE
    }

    /**
     * A call of the listener that is due. Immutable.
     *
     * @param plugin the name of the plugin that it is about
     * @param words what has happened, for messages
     * @param kept the plugin that the notice keeps alive, if it has an instance of a service
     */
    record Notice(
            NoticeKind kind,
            String plugin,
            String words,
            @Nullable Imported kept,
            Runnable call) {

        /** Whether it keeps a plugin alive; any notice does if the plugin is null. */
        boolean keeps(@Nullable Imported imported) {
            return imported == null || kept == imported;
        }
    }

    final Shared shared;
    /** The class of the listener, for messages. */
    final String name;

    /** What the caller has keeps only this: null when the registration has ended, so that it keeps no plugin alive. */
    private final AtomicReference<@Nullable RegisteredListener> self = new AtomicReference<>(this);

    private final List<ClassLoader> owners = new ArrayList<>();

    /** Signalled when there is less to wait for. */
    final Condition changed;

    /** Guarded by the lock of the events, like the fields below. */
    final Deque<Notice> queue = new ArrayDeque<>();

    /** The notice that the listener is called with. */
    private @Nullable Notice current;

    /** Whether there is a thread, or is about to be. */
    private boolean active;

    /** Whether no thread could be started when one was needed. */
    private boolean threadless;

    /** Whether the current call has timed out for a waiting thread. */
    private boolean overdue;

    private boolean closed;

    /** What to log when no lock is held. */
    @Nullable
    String toLog;

    /** The thread within a call; written by that thread. */
    private volatile @Nullable Thread caller;

    /**
     * A listener.
     *
     * @param registering the loader of the plugin that registers it, if any
     * @param types the types that a plugin may have defined, first the listener's; the registration ends with each of these plugins
     */
    RegisteredListener(Shared shared, @Nullable ClassLoader registering, Class<?>... types) {
        this.shared = shared;
        this.name = Printable.name(types[0].getName()); // its toString is foreign code
        this.changed = shared.lock().newCondition();
        if (registering != null) {
            owners.add(registering);
        }
        for (Class<?> type : types) {
            if (type.getClassLoader() != null) {
                owners.add(type.getClassLoader());
            }
        }
    }

    final Registration registration() {
        AtomicReference<@Nullable RegisteredListener> here = self;
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

    // What happens; called under the lock

    void begin(List<Imported> present) {}

    abstract void published(Imported plugin);

    void withdrawn(Imported plugin) {}

    void failed(String plugin, PluginInfo.Failure failure) {}

    void unloaded(ImportedModule module) {}

    /** Adds a notice; a call of {@link #deliver} must follow when no lock is held. */
    final void add(Notice notice) {
        if (!closed) {
            queue.add(notice);
        }
    }

    // Calling the listener

    /** Starts a thread if it is needed; called without locks. */
    final void deliver() {
        String log;
        boolean needed;
        shared.lock().lock();
        try {
            log = toLog;
            toLog = null;
            needed = !queue.isEmpty() && !active;
            active |= needed;
            threadless &= !needed;
        } finally {
            shared.lock().unlock();
        }
        if (needed && !start()) {
            giveUp();
        }
        if (log != null) {
            warn(log);
        }
    }

    private boolean start() {
        try {
            Thread thread = shared.threads().newThread(this::run);
            thread.setName(thread.getName() + " [" + name + "]");
            thread.start();
            return true;
        } catch (OutOfMemoryError e) { // no thread can be started
            return false;
        }
    }

    private void giveUp() {
        shared.lock().lock();
        try {
            active = false;
            threadless = true;
            changed.signalAll(); // a wait is in vain
        } finally {
            shared.lock().unlock();
        }
        Thrown.warnSoon("No thread can be started to call listener " + name + "; the next event tries again", null);
    }

    private void run() {
        boolean more = true;
        while (more) {
            String words = "";
            Throwable failure = null;
            caller = Thread.currentThread();
            try {
                Notice next = take();
                if (next != null) {
                    words = next.words;
                    next.call.run();
                }
            } catch (Throwable thrown) { // foreign code may throw anything
                failure = thrown;
            }
            caller = null;
            boolean unused = Thread.interrupted();
            called();
            try {
                if (failure != null) {
                    ThrownCopy copy = Thrown.copy(failure);
                    Thrown.warn("Listener " + name + " failed when it was notified that " + words + ": " + copy, copy);
                }
            } finally {
                more = isActive() && !start(); // without another thread, this one goes on
            }
        }
    }

    private @Nullable Notice take() {
        shared.lock().lock();
        try {
            current = queue.poll();
            return current;
        } finally {
            shared.lock().unlock();
        }
    }

    private void called() {
        shared.lock().lock();
        try {
            current = null;
            overdue = false;
            changed.signalAll();
        } finally {
            shared.lock().unlock();
        }
    }

    /** Whether there is more to do; if not, this thread ends. */
    private boolean isActive() {
        shared.lock().lock();
        try {
            active = !queue.isEmpty();
            return active;
        } finally {
            shared.lock().unlock();
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
        shared.lock().lockInterruptibly();
        try {
            while (first(plugin) != null) {
                long left = end - System.nanoTime();
                if (left <= 0 || overdue || threadless || isCalledHere()) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } finally {
            shared.lock().unlock();
        }
    }

    private @Nullable Notice first(@Nullable Imported plugin) {
        if (current != null && current.keeps(plugin)) {
            return current;
        }
        for (Notice notice : queue) {
            if (notice.keeps(plugin)) {
                return notice;
            }
        }
        return null;
    }

    /** Drops the notices that keep the plugin, or all if it is null, and logs the listener as late, once for each call. */
    final void forget(@Nullable Imported plugin) {
        Notice late;
        boolean logged;
        shared.lock().lock();
        try {
            late = first(plugin);
            logged = overdue;
            queue.removeIf(notice -> notice.keeps(plugin));
            Notice now = current;
            if (now != null) {
                overdue |= late != null;
                if (now.keeps(plugin)) {
                    current = new Notice(now.kind, now.plugin, now.words, null, () -> {});
                }
            }
            changed.signalAll();
        } finally {
            shared.lock().unlock();
        }
        if (late != null && !logged && !isCalledHere()) {
            warn("has not been notified in time, or has not returned from the call, that " + late.words);
        }
    }

    private void warn(String fact) {
        Thread thread = caller;
        if (thread == null) {
            Thrown.warnSoon("Listener " + name + " " + fact + "; it has no thread", null);
            return;
        }
        ThrownCopy where = ThrownCopy.ofStack(thread);
        Thrown.warnSoon(
                "Listener " + name + " " + fact + "; it is at " + where.place() + " on " + thread.getName(), where);
    }

    /** Ends the registration: the listener is not called any more. */
    final void close() {
        self.set(null);
        shared.listeners().remove(this);
        shared.lock().lock();
        try {
            closed = true;
            queue.clear();
            current = null;
            changed.signalAll();
        } finally {
            shared.lock().unlock();
        }
    }
}
