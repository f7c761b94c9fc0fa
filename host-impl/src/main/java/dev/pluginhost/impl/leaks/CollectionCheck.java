package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.leaks.Verdict.Outcome;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether unloaded plugins are collected, and says what holds those that are not. One for all hosts, as there is one
 * collector.
 *
 * <p>A plugin is gone when its loader and its layer are. As nobody but the collector can tell, it is asked for full
 * collections: at once, and again after 50, 100, 200 ms and so on, the last time when the bound has passed. Each costs the
 * whole application a pause, so each counts for all plugins that are watched at the time, and their number does not grow with
 * that of the plugins: none is requested for a plugin before its whole group has left, and while another group is leaving,
 * they are at least a second apart. Between them the thread that asks sleeps; a collection that happens without it wakes it up.
 *
 * <p>Safe for use by any thread. One daemon thread at most, which ends when nothing is watched. Its lock is held for list
 * operations alone; nothing else is locked inside it. Keeps no plugin alive, but for the time that one takes to be scanned.
 */
public final class CollectionCheck {

    /** More than anybody will wait, and few enough nanoseconds to reckon with. */
    private static final Duration FOREVER = Duration.ofDays(10_000);

    /** So many collections later, the JDK's caches are emptied for everybody. */
    private static final int PATIENT_COLLECTIONS = 2;

    /** While other plugins leave, which will want a collection as well. */
    private static final long DISTANCE_MEANWHILE = Duration.ofSeconds(1).toNanos();

    private static final CollectionCheck SHARED = new CollectionCheck(
            Jvm.THIS,
            new Holders(Peek.REFLECTION),
            task -> Threads.MAKER.newThread(task).start());

    private static final class Threads {
        static final DaemonThreads MAKER =
                DaemonThreads.plain("pluginhost-collect-", ClassLoader.getSystemClassLoader());
    }

    /** Made while there is memory. */
    private static final Verdict NO_MEMORY = new Verdict(
            Outcome.NOT_CHECKED,
            Duration.ZERO,
            List.of(unknown("cannot be told: there was no memory left; give the JVM more, with -Xmx")));

    private final Jvm jvm;
    private final Holders holders;
    private final Executor thread;
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Object lock = new Object();

    /** Guarded by the lock, as what follows is. */
    private final List<Watched> watched = new ArrayList<>();

    /** Those with a verdict that are still there; what holds them holds what they require. */
    private final List<Watched> held = new ArrayList<>();

    private boolean running;

    /** How many groups have not left. */
    private int leaving;

    /** When the last collection was over; of the thread that asks. */
    private long lastCollection;

    /**
     * A check of its own.
     *
     * @param thread runs what it is given on a thread of its own
     */
    CollectionCheck(Jvm jvm, Holders holders, Executor thread) {
        this.jvm = jvm;
        this.holders = holders;
        this.thread = thread;
        this.lastCollection = jvm.nanoTime() - DISTANCE_MEANWHILE;
    }

    /** The one of all hosts. */
    public static CollectionCheck shared() {
        return SHARED;
    }

    /** Begins to unload plugins together. The caller must {@linkplain UnloadGroup#leave leave} the group, whatever happens. */
    public UnloadGroup group() {
        synchronized (lock) {
            leaving++;
        }
        return new UnloadGroup(this);
    }

    /** A group has left. */
    void left() {
        boolean awake;
        synchronized (lock) {
            leaving--;
            awake = running;
        }
        if (awake) {
            wake();
        }
    }

    long nanoTime() {
        return jvm.nanoTime();
    }

    /** Watches a plugin that has left by itself. */
    public CompletableFuture<Verdict> watch(String plugin, ClassLoader loader, ModuleLayer layer, Duration bound) {
        return watch(plugin, loader, layer, bound, null);
    }

    /**
     * Begins to watch a plugin that has been stopped, withdrawn and closed. Does not wait. The caller must drop its references.
     *
     * <p>The future is completed, never exceptionally, when both are collected, or soon after the bound: as long as a
     * collection and a scan take. What is chained to it runs on the one thread that watches, so must be quick and must wait
     * for nothing; use the {@code Async} methods for more. Completing or cancelling it ends the watch. It keeps no plugin alive.
     *
     * @param plugin its name, for messages
     * @param bound how long to watch from the first collection on, which is requested when the group has left, or up to a second
     *     later while others leave; zero or less: no collection is requested, and the verdict is there at once
     * @param group with which it leaves; null if it has left
     */
    public CompletableFuture<Verdict> watch(
            String plugin, ClassLoader loader, ModuleLayer layer, Duration bound, @Nullable UnloadGroup group) {
        if (bound.isZero() || bound.isNegative()) {
            JdkCaches.clear(List.of(loader)); // else before each collection
            return CompletableFuture.completedFuture(new Verdict(Outcome.NOT_CHECKED, Duration.ZERO, List.of()));
        }
        long nanos = (bound.compareTo(FOREVER) < 0 ? bound : FOREVER).toNanos();
        Watched added = new Watched(plugin, loader, layer, group, queue, jvm.nanoTime(), nanos);
        boolean start;
        synchronized (lock) {
            watched.add(added);
            start = !running;
            running = true;
        }
        if (start) {
            start();
        } else if (added.hasLeft()) {
            wake();
        }
        return added.verdict;
    }

    private void wake() {
        new WeakReference<Object>(this, queue).enqueue();
    }

    private void start() {
        try {
            thread.execute(this::run);
        } catch (Throwable e) { // no memory for a thread
            giveUp(e);
        }
    }

    private void run() {
        try {
            while (round()) {
                jvm.await(queue, untilAsk(snapshot()));
                drain();
            }
        } catch (Throwable e) { // no memory
            giveUp(e);
        }
    }

    /** Who is gone is seen when all are asked; these have only waked the thread. */
    private void drain() {
        Reference<?> told;
        do {
            told = queue.poll();
        } while (told != null);
    }

    /** Memory may run out here too: the others get their verdict, and the next one a thread, all the same. */
    private void giveUp(Throwable reason) {
        for (Watched each = takeAll(); each != null; each = each.next) {
            giveUp(each, reason);
        }
        try {
            Thrown.warnSoon("Whether unloaded plugins are collected cannot be told: " + Thrown.text(reason), reason);
        } catch (Throwable again) { // no memory: the verdicts say it
            return;
        }
    }

    /** In one step, so that a thread that is started for another one finds none of them; allocates nothing. */
    private @Nullable Watched takeAll() {
        synchronized (lock) {
            running = false;
            Watched first = null;
            while (!watched.isEmpty()) {
                Watched taken = watched.remove(watched.size() - 1);
                taken.next = first;
                first = taken;
            }
            return first;
        }
    }

    private void giveUp(Watched each, Throwable reason) {
        Verdict verdict = NO_MEMORY;
        try {
            verdict = new Verdict(
                    Outcome.NOT_CHECKED,
                    each.took(jvm.nanoTime()),
                    List.of(unknown("cannot be told: " + Thrown.text(reason))));
        } catch (Throwable again) { // no memory for more words
            verdict = NO_MEMORY;
        }
        complete(each, verdict);
    }

    /** If there is no memory for what is chained to it, who waits for it is told all the same. */
    private static void complete(Watched each, Verdict verdict) {
        for (int tries = 0; tries < 2; tries++) { // the second one goes on with what is left of the chain
            try {
                each.verdict.complete(verdict);
                return;
            } catch (Throwable e) {
                // no memory for the outcome of one in the chain
            }
        }
    }

    /** Settles what can be settled; false if nothing is left, and this thread no more the one that watches. */
    private boolean round() {
        List<Watched> now = settle(snapshot());
        if (untilAsk(now) <= 0) {
            List<Watched> left = now.stream().filter(Watched::hasLeft).toList();
            clearCaches(left);
            long before = jvm.nanoTime();
            boolean heeded = jvm.collect();
            long after = jvm.nanoTime();
            lastCollection = after;
            left.forEach(each -> each.asked(heeded, before, after));
            settle(left).stream().filter(Watched::isOver).forEach(this::judge);
        }
        synchronized (lock) {
            running = !watched.isEmpty();
            return running;
        }
    }

    /** Nanoseconds until one of them wants a collection and may have it; none if 0 or less. */
    private long untilAsk(List<Watched> all) {
        boolean othersLeave;
        synchronized (lock) {
            othersLeave = leaving > 0;
        }
        long now = jvm.nanoTime();
        long least = othersLeave ? DISTANCE_MEANWHILE : Long.MAX_VALUE;
        for (Watched each : all) {
            if (each.hasLeft()) {
                long until = each.untilAsk(now);
                if (othersLeave) {
                    long sinceLast = Math.min(now - lastCollection, now - each.leftAt());
                    until = Math.max(until, DISTANCE_MEANWHILE - sinceLast);
                }
                least = Math.min(least, until);
            }
        }
        return least;
    }

    private List<Watched> snapshot() {
        synchronized (lock) {
            return List.copyOf(watched);
        }
    }

    /** Gives those that are gone their verdict; the others. */
    private List<Watched> settle(List<Watched> all) {
        List<Watched> left = new ArrayList<>();
        for (Watched each : all) {
            if (each.isGone()) {
                end(each, new Verdict(Outcome.COLLECTED, each.took(jvm.nanoTime()), List.of()), false);
            } else if (each.verdict.isDone()) { // by whoever has the future
                end(each, new Verdict(Outcome.NOT_CHECKED, each.took(jvm.nanoTime()), List.of()), true);
            } else {
                left.add(each);
            }
        }
        return left;
    }

    /** A plugin may have used caches after it was stopped; those that are everybody's are left alone as long as possible. */
    private static void clearCaches(List<Watched> all) {
        JdkCaches.clear(all.stream()
                .map(each -> each.suspect().loader())
                .filter(Objects::nonNull)
                .toList());
        if (all.stream().anyMatch(each -> each.asked() >= PATIENT_COLLECTIONS)) {
            JdkCaches.clearForAll();
        }
    }

    private void judge(Watched each) {
        List<Holder> found = scan(each);
        boolean named = found.stream().anyMatch(holder -> holder.kind() != Holder.Kind.UNKNOWN);
        if (!named) { // but maybe places that could not be looked through
            found.add(
                    each.isHeeded()
                            ? holders.unknown()
                            : unknown("cannot be told: the collector does not heed System.gc();"
                                    + " see -XX:+DisableExplicitGC"));
        }
        Outcome outcome = named || each.isHeeded() ? Outcome.HELD : Outcome.NOT_CHECKED;
        end(each, new Verdict(outcome, each.took(jvm.nanoTime()), found), true);
    }

    private List<Holder> scan(Watched each) {
        Suspect suspect = each.suspect();
        List<Holder> found = holders.of(suspect);
        List<Watched> others;
        synchronized (lock) {
            others = new ArrayList<>(held);
            others.addAll(watched);
        }
        for (Watched other : others) {
            ModuleLayer layer = other.suspect().layer();
            if (layer != suspect.layer() && suspect.isAbove(layer)) {
                found.add(new Holder(
                        Holder.Kind.DEPENDENT,
                        "unloaded plugin " + other.plugin + ", which requires it, is not collected either",
                        List.of()));
            }
        }
        return found;
    }

    private void end(Watched each, Verdict verdict, boolean stillThere) {
        try {
            synchronized (lock) {
                held.removeIf(Watched::isGone);
                if (stillThere) {
                    held.add(each);
                }
                watched.remove(each); // last: if there is no memory for the others, it is still known
            }
        } finally {
            complete(each, verdict);
        }
    }

    private static Holder unknown(String text) {
        return new Holder(Holder.Kind.UNKNOWN, text, List.of());
    }
}
