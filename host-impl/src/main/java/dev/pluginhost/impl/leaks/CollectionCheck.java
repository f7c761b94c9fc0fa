package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.UnloadReport.Plugin.Collection;
import dev.pluginhost.impl.leaks.Holders.Target;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether unloaded plugins are collected, and finds what holds those that are not. One for all hosts, as the process has
 * one collector. A plugin is collected when its loader and its layer are.
 *
 * <p>The check requests full collections: the first one immediately, then after 50, 100, 200 ms and so on, the last one when the
 * timeout has passed. Each is a pause of the whole application, so it counts for all plugins that are watched: none is requested
 * before the whole {@link UnloadGroup} of a plugin has left, and while other groups are leaving, they are at least a second apart.
 *
 * <p>Thread-safe, without a lock: one daemon thread at a time does the work, and ends when nothing is watched. Keeps no plugin
 * alive, except during a search.
 */
public final class CollectionCheck {

    /** Whether a plugin was collected, and if not, what holds it. Keeps nothing alive. */
    public record CollectionResult(Collection collection, List<Holder> holders) {

        static CollectionResult notChecked(Holder... why) {
            return new CollectionResult(Collection.NOT_CHECKED, List.of(why));
        }
    }

    /**
     * The plugins that one call unloads. No collection is requested for one of them before all have left. The code that made the
     * group is a member too, until it has added all plugins. Thread-safe.
     */
    public final class UnloadGroup {

        private final AtomicInteger members = new AtomicInteger(1);

        /** When the last member left; written before {@link #left}. */
        private long leftAt;

        /** Written once, by the last member that leaves. */
        volatile boolean left;

        private UnloadGroup() {}

        /** Adds a plugin, which must leave once. The maker calls this before it leaves. */
        public void add() {
            members.incrementAndGet();
        }

        /** Removes a member: each plugin when it has left, and the maker. */
        public void leave() {
            if (members.decrementAndGet() == 0) {
                leftAt = jvm.nanoTime();
                left = true;
                leaving.decrementAndGet();
                wake();
            }
        }
    }

    /** The virtual machine of this process; tests have another one. */
    static class Jvm {

        long nanoTime() {
            return System.nanoTime();
        }

        /** Requests a full collection and waits for it; whether there was one. */
        boolean collect() {
            Reference<Object> canary = new WeakReference<>(new Object());
            System.gc();
            return canary.refersTo(null);
        }

        /** Waits until the queue has a reference, which this takes, or until the time has passed. */
        void await(ReferenceQueue<Object> queue, long nanos) {
            try {
                queue.remove(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            } catch (InterruptedException e) {
                // the caller checks again
            }
        }
    }

    /** From the first collection to the second; doubled for each further one. */
    private static final long FIRST_INTERVAL = Duration.ofMillis(50).toNanos();

    private static final int MAX_DOUBLINGS = 30;

    /** After so many collections, caches of the JDK are cleared for the whole process. */
    private static final int PATIENT_COLLECTIONS = 2;

    /** Between two collections while other plugins leave, as these need one as well. */
    private static final long SHARED_INTERVAL = Duration.ofSeconds(1).toNanos();

    private static final DaemonThreads THREADS =
            new DaemonThreads("pluginhost-collect-", ClassLoader.getSystemClassLoader());

    private static final CollectionCheck SHARED = new CollectionCheck(
            new Jvm(), new Holders(), task -> THREADS.newThread(task).start());

    private final Jvm jvm;
    private final Holders holders;
    private final Executor thread;
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Queue<Watched> watched = new ConcurrentLinkedQueue<>();

    /** Whether a thread does the work or is about to: whoever sets it starts a thread. */
    private final AtomicBoolean running = new AtomicBoolean();

    /** How many groups have not left. */
    private final AtomicInteger leaving = new AtomicInteger();

    /** Plugins that were not collected: they hold what they require. Of the working thread. */
    private final List<Watched> held = new ArrayList<>();

    /** When the last collection ended. Of the working thread. */
    private long lastCollection;

    CollectionCheck(Jvm jvm, Holders holders, Executor thread) {
        this.jvm = jvm;
        this.holders = holders;
        this.thread = thread;
        this.lastCollection = jvm.nanoTime() - SHARED_INTERVAL;
    }

    /** The check of all hosts. */
    public static CollectionCheck shared() {
        return SHARED;
    }

    /** Begins to unload plugins together. The caller must {@linkplain UnloadGroup#leave leave} the group in any case. */
    public UnloadGroup group() {
        leaving.incrementAndGet();
        return new UnloadGroup();
    }

    /**
     * Begins to check a plugin that has been stopped, withdrawn and closed. Does not wait. The caller must drop its references.
     *
     * <p>The future never completes exceptionally. It completes when the plugin is collected, or after the timeout with one more
     * collection and a search. Dependent stages run on the thread that checks, so use the {@code Async} methods unless they are
     * quick. If you complete or cancel the future, the check ends. The future keeps no plugin alive.
     *
     * @param timeout counted from the first collection; if it is not positive, nothing is checked
     * @param group with which the plugin leaves; null if it has left
     */
    public CompletableFuture<CollectionResult> watch(
            String plugin, ClassLoader loader, ModuleLayer layer, Duration timeout, @Nullable UnloadGroup group) {
        if (timeout.isZero() || timeout.isNegative()) {
            JdkCaches.clear(List.of(loader));
            return CompletableFuture.completedFuture(CollectionResult.notChecked());
        }
        Watched added = new Watched(plugin, loader, layer, timeout.toNanos(), group);
        watched.add(added);
        if (running.compareAndSet(false, true)) {
            try {
                thread.execute(this::run);
            } catch (OutOfMemoryError e) { // no thread can be started
                giveUp(e);
            }
        } else if (added.hasLeft()) {
            wake();
        }
        return added.result;
    }

    /** Has the working thread, if there is one, look again. */
    private void wake() {
        if (running.get()) {
            new WeakReference<Object>(this, queue).enqueue();
        }
    }

    private void run() {
        try {
            do {
                round();
                while (!watched.isEmpty()) {
                    jvm.await(queue, untilNextCollection(watched));
                    while (queue.poll() != null) {
                        // one round is enough for all that was collected at once
                    }
                    round();
                }
                running.set(false);
            } while (!watched.isEmpty() && running.compareAndSet(false, true));
        } catch (Throwable e) { // such as an OutOfMemoryError
            giveUp(e);
        }
    }

    private void giveUp(Throwable reason) {
        running.set(false); // from here on another plugin starts another thread
        Thrown.warnSoon("It is not known whether unloaded plugins are collected: " + Thrown.text(reason), reason);
        Holder why = Holders.holder(Holder.Kind.UNKNOWN, "not checked: " + Thrown.text(reason));
        for (Watched each = watched.poll(); each != null; each = watched.poll()) {
            each.result.complete(CollectionResult.notChecked(why));
        }
    }

    private void round() {
        List<Watched> waiting = completeCollected(watched);
        if (untilNextCollection(waiting) > 0) {
            return;
        }
        List<Watched> left = waiting.stream().filter(Watched::hasLeft).toList();
        // plugins may have used caches after their stop; those of the whole process are cleared only if that is not
        // enough
        JdkCaches.clear(left.stream()
                .map(each -> each.loader.get())
                .filter(Objects::nonNull)
                .toList());
        if (left.stream().anyMatch(each -> each.collections >= PATIENT_COLLECTIONS)) {
            JdkCaches.clearForAll();
        }
        long before = jvm.nanoTime();
        boolean heeded = jvm.collect();
        lastCollection = jvm.nanoTime();
        left.forEach(each -> each.noteCollection(heeded, before, lastCollection));
        completeCollected(left).stream().filter(each -> each.over).forEach(this::completeHeld);
    }

    /** Nanoseconds until one of the plugins needs a collection and may have it; not positive if it is due. */
    private long untilNextCollection(Iterable<Watched> all) {
        boolean othersLeave = leaving.get() > 0;
        long now = jvm.nanoTime();
        long least = othersLeave ? SHARED_INTERVAL : Long.MAX_VALUE;
        for (Watched each : all) {
            if (each.hasLeft()) {
                long until = each.untilNextCollection(now);
                if (othersLeave) {
                    long leftAt = each.group == null ? each.begun : each.group.leftAt;
                    long sinceLast = Math.min(now - lastCollection, now - leftAt);
                    until = Math.max(until, SHARED_INTERVAL - sinceLast);
                }
                least = Math.min(least, until);
            }
        }
        return least;
    }

    /** Completes those that are collected or cancelled; returns the others. */
    private List<Watched> completeCollected(Iterable<Watched> all) {
        List<Watched> others = new ArrayList<>();
        for (Watched each : all) {
            if (each.isCollected()) {
                complete(each, new CollectionResult(Collection.COLLECTED, List.of()));
            } else if (each.result.isDone()) { // cancelled
                held.add(each);
                complete(each, CollectionResult.notChecked());
            } else {
                others.add(each);
            }
        }
        return others;
    }

    private void completeHeld(Watched each) {
        Target target = each.target();
        List<Holder> found = holders.of(target);
        for (Watched other : Stream.concat(held.stream(), watched.stream()).toList()) {
            ModuleLayer layer = other.layer.get();
            if (layer != target.layer() && target.isBelow(layer)) {
                String what = "unloaded plugin " + other.plugin + ", which requires it, is not collected either";
                found.add(Holders.holder(Holder.Kind.DEPENDENT, what));
            }
        }
        boolean named = found.stream().anyMatch(holder -> holder.kind() != Holder.Kind.UNKNOWN);
        if (!named) {
            String ignored = "not known: the collector ignores System.gc(); see -XX:+DisableExplicitGC";
            found.add(each.heeded ? holders.unknown() : Holders.holder(Holder.Kind.UNKNOWN, ignored));
        }
        held.add(each);
        complete(each, new CollectionResult(named || each.heeded ? Collection.HELD : Collection.NOT_CHECKED, found));
    }

    private void complete(Watched each, CollectionResult result) {
        watched.remove(each);
        held.removeIf(Watched::isCollected);
        each.result.complete(result);
    }

    /** A plugin that is checked, weakly referenced. What is not final is the working thread's. */
    private final class Watched {

        final String plugin;
        final CompletableFuture<CollectionResult> result = new CompletableFuture<>();
        private final WeakReference<ClassLoader> loader;
        private final WeakReference<ModuleLayer> layer;
        private final @Nullable UnloadGroup group;
        private final long begun = jvm.nanoTime();
        private final long timeout;

        int collections;

        /** Whether the collector has heeded a request. */
        boolean heeded;

        /** Whether the last collection has ended. */
        boolean over;

        private long firstCollection;

        /** When the next one is due, since the first. */
        private long nextCollection;

        Watched(String plugin, ClassLoader loader, ModuleLayer layer, long timeout, @Nullable UnloadGroup group) {
            this.plugin = plugin;
            this.loader = new WeakReference<>(loader, queue);
            this.layer = new WeakReference<>(layer, queue);
            this.timeout = timeout;
            this.group = group;
        }

        boolean isCollected() {
            return loader.refersTo(null) && layer.refersTo(null);
        }

        /** Strong references, for a search. */
        Target target() {
            return new Target(plugin, loader.get(), layer.get());
        }

        boolean hasLeft() {
            return group == null || group.left;
        }

        long untilNextCollection(long now) {
            return collections == 0 ? 0 : nextCollection - (now - firstCollection);
        }

        /** Notes a collection; the last one is the first that began after the timeout. */
        void noteCollection(boolean wasHeeded, long before, long after) {
            if (collections == 0) {
                firstCollection = before;
            }
            heeded |= wasHeeded;
            over = before - firstCollection >= timeout;
            long interval = FIRST_INTERVAL << Math.min(collections, MAX_DOUBLINGS);
            collections++;
            nextCollection = Math.min(after - firstCollection + interval, timeout);
        }
    }
}
