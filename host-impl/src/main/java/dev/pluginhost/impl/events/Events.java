package dev.pluginhost.impl.events;

import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Registration;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What happens to plugins and services, for those who listen. It is noted where it is decided, under the stripe of the
 * plugin's name and, where the registry changes, under its monitor as well: so everybody is told in the order in which it
 * happened. It is told by a thread of each listener's own; who has let go of his locks calls {@link #deliver}, which starts
 * those that are needed.
 *
 * <p>Safe for use by any thread. The lock is taken under the registry's monitor, and inside it those of each
 * {@link Listening}; nobody waits or calls a listener while he holds any of them.
 */
public final class Events implements Registry.Observer {

    /** Those of all hosts that are not closed, and that somebody has listened to. Guarded by its monitor; a host may be collected unclosed. */
    private static final Set<Events> OPEN = Collections.newSetFromMap(new WeakHashMap<>());

    private final Registry registry;
    private final DaemonThreads threads;

    /** So that all listeners see one order, also of what happens under different stripes. */
    private final ReentrantLock order = new ReentrantLock();

    /** Subscribers are added under the lock and taken out by any thread. */
    private final List<PluginSubscriber> ofPlugins = new CopyOnWriteArrayList<>();

    /** Subscribers are added under the registry's monitor and the lock, and taken out by any thread. */
    private final List<ServiceSubscriber<?>> ofServices = new CopyOnWriteArrayList<>();

    /** Guarded by the lock. */
    private boolean closed;

    /** Why something could not be noted and has to be logged; written and read by any thread. */
    private volatile @Nullable Throwable missed;

    /** Of a registry that nothing has been published in. */
    public Events(Registry registry, ClassLoader contextLoader) {
        this.registry = registry;
        this.threads = DaemonThreads.plain("pluginhost-event-", contextLoader);
        registry.observe(this);
    }

    // Subscribing

    /**
     * Has a listener told of what happens to plugins from now on; null if this is closed.
     *
     * @param registering the loader of the plugin in whose start or stop the current thread is, if it is in one
     * @throws IllegalStateException if the listener is a plugin's that is gone
     */
    public @Nullable Registration listen(PluginListener listener, @Nullable ClassLoader registering) {
        Listening listening = new Listening(listener, threads);
        Owner owner = Owner.of(registering, listener.getClass());
        PluginSubscriber subscriber = new PluginSubscriber(listener, owner, listening);
        listening.afterClose(() -> ofPlugins.remove(subscriber));
        open();
        boolean added = inOrder(() -> ofPlugins.add(subscriber));
        return added ? unlessGone(owner, listening) : null;
    }

    /**
     * Has a listener told of the providers of a service that there are, and that come and go; null if this is closed.
     *
     * @param registering the loader of the plugin in whose start or stop the current thread is, if it is in one
     * @throws IllegalStateException if the listener or the service type is a plugin's that is gone
     */
    public <S> @Nullable Registration listen(
            Class<S> service, ServiceListener<? super S> listener, @Nullable ClassLoader registering) {
        Listening listening = new Listening(listener, threads);
        Owner owner = Owner.of(registering, listener.getClass(), service);
        ServiceSubscriber<S> subscriber = new ServiceSubscriber<>(service, listener, owner, listening);
        listening.afterClose(() -> ofServices.remove(subscriber));
        List<Boolean> added = new ArrayList<>();
        open();
        registry.look(present -> added.add(inOrder(() -> {
            present.forEach(subscriber::published);
            ofServices.add(subscriber);
        })));
        listening.deliver();
        return added.contains(true) ? unlessGone(owner, listening) : null;
    }

    private void open() {
        synchronized (OPEN) {
            OPEN.add(this);
        }
    }

    /** Looked at when it is added: a plugin that goes is marked as gone first, and then has its listeners forgotten. */
    private static Listening unlessGone(Owner owner, Listening listening) {
        if (owner.isGone()) {
            listening.close();
            throw new IllegalStateException(
                    "The " + listening
                            + " cannot begin, as its plugin has been unloaded or its import has failed; register listeners while the plugin runs");
        }
        return listening;
    }

    // What happens, to be called where it does; quick, calls nobody, starts no thread and throws nothing

    @Override
    public void published(Imported plugin) {
        note(() -> {
            ofPlugins.forEach(subscriber -> subscriber.imported(plugin.handle()));
            ofServices.forEach(subscriber -> subscriber.published(plugin));
        });
    }

    @Override
    public void withdrawn(Imported plugin) {
        note(() -> ofServices.forEach(subscriber -> subscriber.withdrawn(plugin)));
    }

    /** An import has failed; to be called under the stripe of the name. */
    public void failed(String name, PluginInfo.Failure failure) {
        note(() -> ofPlugins.forEach(subscriber -> subscriber.failed(name, failure)));
    }

    /** A plugin is gone, and can be imported again only after this; to be called under the stripe of its name. */
    public void unloaded(Imported plugin) {
        note(() -> ofPlugins.forEach(subscriber -> subscriber.unloaded(plugin.handle())));
    }

    /** As mostly. Who begins to listen in this moment comes after what happens in it. */
    private boolean nobodyListens() {
        return ofPlugins.isEmpty() && ofServices.isEmpty();
    }

    private void note(Runnable work) {
        if (nobodyListens()) {
            return;
        }
        try {
            inOrder(work);
        } catch (Throwable thrown) { // such as no memory: no import and no unloading is to suffer for it
            missed = thrown;
        }
    }

    /** False if this is closed; then nothing is done. */
    private boolean inOrder(Runnable work) {
        order.lock();
        try {
            if (!closed) {
                work.run();
            }
            return !closed;
        } finally {
            order.unlock();
        }
    }

    // Telling, to be called when nothing is locked

    /** Has what was noted told, by the threads of the listeners. Never waits and never throws. */
    public void deliver() {
        assert !order.isHeldByCurrentThread() && !Thread.holdsLock(registry) : "it starts threads";
        if (nobodyListens() && missed == null) {
            return;
        }
        try {
            ofPlugins.forEach(PluginSubscriber::deliver);
            ofServices.forEach(subscriber -> subscriber.listening().deliver());
            Throwable why = missed;
            if (why != null) {
                missed = null;
                Thrown.warnSoon("Listeners cannot be told of everything that has happened: " + Thrown.text(why), why);
            }
        } catch (Throwable thrown) { // such as no memory: the next event tries again
            missed = thrown;
        }
    }

    /**
     * Waits until nobody has to be told any more that services of a plugin that was withdrawn are gone. Not waited for are a
     * listener within whose call this is called, and one that {@link #forget} has found to be late, until it returns.
     *
     * @return whether all have been told, within the bound
     */
    public boolean awaitTold(Imported plugin, Duration bound) throws InterruptedException {
        return awaitTold(notice -> notice.keeps(plugin), bound);
    }

    /** Waits until everybody has been told everything, likewise. */
    public boolean awaitAllTold(Duration bound) throws InterruptedException {
        return awaitTold(notice -> true, bound);
    }

    private boolean awaitTold(Predicate<Notice> meant, Duration bound) throws InterruptedException {
        deliver();
        long end = System.nanoTime() + bound.toNanos();
        boolean told = true;
        for (Listening listening : all()) { // one after the other: they are all told meanwhile
            told &= listening.awaitTold(meant, end);
        }
        return told;
    }

    /**
     * Lets go of a plugin that was withdrawn: nobody is told any more of its services, which is logged of those who should
     * have been; and its own listeners, and those for its own service types, are told nothing any more.
     */
    public void forget(Imported plugin) {
        all().forEach(listening -> listening.forget(plugin));
        forgetListenersOf(plugin.layer().loader());
    }

    /** Ends the registrations that are of the plugin with this loader. */
    public void forgetListenersOf(ClassLoader loader) {
        for (PluginSubscriber subscriber : ofPlugins) {
            if (subscriber.owner().isOf(loader)) {
                subscriber.listening().close();
            }
        }
        for (ServiceSubscriber<?> subscriber : ofServices) {
            if (subscriber.owner().isOf(loader)) {
                subscriber.listening().close();
            }
        }
    }

    /** Likewise, of all hosts: a plugin of one may listen to another. */
    public static void forgetEverywhere(ClassLoader loader) {
        List<Events> all;
        synchronized (OPEN) {
            all = List.copyOf(OPEN);
        }
        all.forEach(events -> events.forgetListenersOf(loader));
    }

    /** Whether the current thread is within the call of a listener, for whose end others may wait. */
    public boolean isTelling() {
        return all().stream().anyMatch(Listening::isTelling);
    }

    /** Ends all registrations; what has not been told is logged once for each listener. Later ones are refused. */
    public void close() {
        order.lock();
        try {
            closed = true;
        } finally {
            order.unlock();
        }
        synchronized (OPEN) {
            OPEN.remove(this);
        }
        all().forEach(Listening::end);
    }

    private List<Listening> all() {
        List<Listening> all = new ArrayList<>();
        ofPlugins.forEach(subscriber -> all.add(subscriber.listening()));
        ofServices.forEach(subscriber -> all.add(subscriber.listening()));
        return all;
    }
}
