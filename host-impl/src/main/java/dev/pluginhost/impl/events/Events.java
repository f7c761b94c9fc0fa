package dev.pluginhost.impl.events;

import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Registration;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a host. What happens is noted where it is decided, under the stripe of the plugin's name and the monitor of the registry. So
 * all listeners see it in the order in which it happened. {@link #deliver}, called without locks, starts the threads that call them.
 *
 * <p>Thread-safe. Under the monitor no listener is called, no thread is started, and nothing waits.
 */
public final class Events {

    /** All hosts that have had a listener and are not closed; weak, as a host may be collected without being closed. */
    private static final List<WeakReference<Events>> OPEN = new CopyOnWriteArrayList<>();

    final Registry registry;
    final DaemonThreads threads;

    /** Added to under the monitor; a listener removes itself when it is closed. */
    final List<RegisteredListener> listeners = new CopyOnWriteArrayList<>();

    /** Guarded by the monitor. */
    private boolean closed;

    /** The reference in {@link #OPEN} once there has been a listener; guarded by the monitor. */
    private @Nullable WeakReference<Events> open;

    /** The events of a registry in which nothing has been published. */
    public Events(Registry registry, ClassLoader contextLoader) {
        this(registry, new DaemonThreads("pluginhost-event-", contextLoader));
    }

    Events(Registry registry, DaemonThreads threads) {
        this.registry = registry;
        this.threads = threads;
    }

    // Registering

    /**
     * Registers a listener for what happens to plugins from now on; null if this is closed. Throws {@link IllegalStateException} if the
     * listener belongs to a plugin that has ended. The loader is that of the plugin in whose start or stop the current thread is, if any.
     */
    public @Nullable Registration listen(PluginListener listener, @Nullable ClassLoader registering) {
        return add(RegisteredListener.of(this, listener, registering), false);
    }

    /** Likewise for the providers of a service that are there, and that come and go. */
    public <S> @Nullable Registration listen(
            Class<S> service, ServiceListener<? super S> listener, @Nullable ClassLoader registering) {
        return add(RegisteredListener.of(this, service, listener, registering), true);
    }

    private @Nullable Registration add(RegisteredListener added, boolean withPresent) {
        synchronized (registry) {
            if (closed) {
                return null;
            }
            if (open == null) {
                open = new WeakReference<>(this);
                OPEN.removeIf(host -> host.refersTo(null));
                OPEN.add(open);
            }
            if (withPresent) {
                registry.inOrder().forEach(added::published);
            }
            listeners.add(added);
        }
        added.deliver();
        if (added.isOfEndedPlugin()) { // checked now: an ending plugin is marked before its listeners are removed
            added.close();
            throw new IllegalStateException(
                    "The registration of " + added.name + " cannot begin, as its plugin has been unloaded or its import"
                            + " has failed; register listeners while the plugin runs");
        }
        return added.registration();
    }

    // What happens; called under the stripe of the name

    /** Makes a plugin visible in the registry. */
    public void publish(Imported plugin) {
        synchronized (registry) {
            registry.publish(plugin);
            for (RegisteredListener listener : listeners) {
                listener.published(plugin);
            }
        }
    }

    /** Makes a plugin invisible in the registry, as {@link Registry#withdraw} says. */
    public boolean withdraw(Imported plugin, String why) {
        synchronized (registry) {
            if (!registry.withdraw(plugin, why)) {
                return false;
            }
            for (RegisteredListener listener : listeners) {
                listener.withdrawn(plugin);
            }
            return true;
        }
    }

    /** An import has failed. */
    public void failed(String name, PluginInfo.Failure failure) {
        synchronized (registry) {
            for (RegisteredListener listener : listeners) {
                listener.failed(name, failure);
            }
        }
    }

    /** A plugin has ended, and can be imported again only after this call. */
    public void unloaded(Imported plugin) {
        synchronized (registry) {
            for (RegisteredListener listener : listeners) {
                listener.unloaded(plugin.handle());
            }
        }
    }

    // Delivery; called without locks

    /** Starts the threads that call the listeners. Never waits. */
    public void deliver() {
        assert !Thread.holdsLock(registry) : "it starts threads";
        for (RegisteredListener listener : listeners) {
            listener.deliver();
        }
    }

    /**
     * Waits until all listeners have been notified that services of a withdrawn plugin are gone; of everything, if it is null. It does not
     * wait for a listener that makes this call, or that {@link #forget} has found to be late. False if some have not been notified in time.
     */
    public boolean awaitTold(@Nullable Imported plugin, Duration timeout) throws InterruptedException {
        deliver();
        long end = System.nanoTime() + timeout.toNanos();
        boolean all = true;
        for (RegisteredListener listener : listeners) { // one after another, as they are called at the same time
            all &= listener.await(plugin, end);
        }
        return all;
    }

    /** Drops all notices with services of a withdrawn plugin, logs the listeners that are late, and removes its own listeners. */
    public void forget(Imported plugin) {
        listeners.forEach(listener -> listener.forget(plugin));
        forgetListenersOf(plugin.layer().loader());
    }

    /** Removes the listeners of the plugin with this loader. */
    public void forgetListenersOf(ClassLoader loader) {
        for (RegisteredListener listener : listeners) {
            if (listener.isOf(loader)) {
                listener.close();
            }
        }
    }

    /** Likewise in all hosts, as a plugin of one may listen to another. */
    public static void forgetEverywhere(ClassLoader loader) {
        for (WeakReference<Events> host : OPEN) {
            Events events = host.get();
            if (events != null) {
                events.forgetListenersOf(loader);
            }
        }
    }

    /** Whether the current thread is within the call of a listener. */
    public boolean isTelling() {
        return listeners.stream().anyMatch(RegisteredListener::isCalledHere);
    }

    /** Removes all listeners and refuses later ones. A listener that is late is logged. */
    public void close() {
        synchronized (registry) {
            closed = true;
            OPEN.remove(open);
        }
        for (RegisteredListener listener : listeners) {
            listener.forget(null);
            listener.close();
        }
    }
}
