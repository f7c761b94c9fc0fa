package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportTrace;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One import of one plugin under way. It is run by the import thread that claims it, and lands once.
 *
 * <p>Safe for use by any thread. How it ends is decided under the stripe of its name ({@link Slots}); {@link #land} only
 * announces it, outside of the stripe.
 */
final class Flight {

    private final PluginNode node;
    private final Asker asker;
    private final Instant askedAt;
    private final StageTimes times;
    private final Lanes.Job job;

    /** Prerequisites that were in flight when this flight was installed. */
    private final Map<String, Flight> awaited;

    /** Prerequisites that were imported when this flight was installed. */
    private final Map<String, Imported> present;

    /** One more than the prerequisites that have not landed, until {@link #arm} has been through with them. */
    private final AtomicInteger pending;

    /** Set once, by the thread that claims the flight. */
    private final AtomicReference<@Nullable ImportThread> runner = new AtomicReference<>();

    /** Set once, by whoever announces the end. */
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    private final CountDownLatch landed = new CountDownLatch(1);

    private final ReentrantLock listening = new ReentrantLock();

    /** Guarded by {@link #listening}, which is never held while a listener runs. Emptied by the landing. */
    private final List<Consumer<Outcome>> listeners = new ArrayList<>();

    Flight(
            PluginNode node,
            Asker asker,
            Instant askedAt,
            StageTimes times,
            Map<String, Flight> awaited,
            Map<String, Imported> present,
            Function<Flight, Lanes.Job> job) {
        this.node = node;
        this.asker = asker;
        this.askedAt = askedAt;
        this.times = times;
        this.awaited = Map.copyOf(awaited);
        this.present = Map.copyOf(present);
        this.pending = new AtomicInteger(awaited.size() + 1);
        this.job = job.apply(this);
    }

    /** Running this flight, as something for an import thread to do. */
    Lanes.Job job() {
        return job;
    }

    PluginNode node() {
        return node;
    }

    String name() {
        return node.name();
    }

    StageTimes times() {
        return times;
    }

    @Nullable
    Outcome outcome() {
        return outcome.get();
    }

    boolean hasLanded() {
        return outcome.get() != null;
    }

    /** The thread that runs it, or did. */
    @Nullable
    ImportThread runner() {
        return runner.get();
    }

    /** Calls back, once, when all prerequisites have landed, whatever came of them. To be called once. */
    void arm(Runnable whenReady) {
        Consumer<Outcome> countDown = landedOne -> {
            if (pending.decrementAndGet() == 0) {
                whenReady.run();
            }
        };
        awaited.values().forEach(prerequisite -> prerequisite.whenLanded(countDown));
        if (pending.decrementAndGet() == 0) {
            whenReady.run();
        }
    }

    /** Makes a thread the one that runs this flight; true for one thread only. */
    boolean claim(ImportThread thread) {
        return runner.compareAndSet(null, thread);
    }

    /** How a prerequisite ended; all have when this flight is run. */
    Outcome prerequisite(String name) {
        Imported there = present.get(name);
        if (there != null) {
            return new Outcome.Success(there);
        }
        Flight flight = awaited.get(name);
        Outcome ended = flight == null ? null : flight.outcome();
        if (ended == null) {
            throw new IllegalStateException("Prerequisite " + name + " of " + name() + " has not landed");
        }
        return ended;
    }

    /** The prerequisites that have not landed. */
    List<Flight> missing() {
        List<Flight> missing = new ArrayList<>();
        for (Flight prerequisite : awaited.values()) {
            if (!prerequisite.hasLanded()) {
                missing.add(prerequisite);
            }
        }
        return missing;
    }

    /** This flight and those that have to land before it, in an order in which they can be run. */
    List<Flight> runOrder() {
        record Visit(Flight flight, Iterator<Flight> rest) {}
        List<Flight> order = new ArrayList<>();
        Set<Flight> seen = new HashSet<>(Set.of(this));
        Deque<Visit> visits = new ArrayDeque<>();
        visits.push(new Visit(this, missing().iterator()));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.rest.hasNext()) {
                order.add(visits.pop().flight);
                continue;
            }
            Flight next = visit.rest.next();
            if (seen.add(next)) {
                visits.push(new Visit(next, next.missing().iterator()));
            }
        }
        return order;
    }

    /** Announces the end; the first one counts. Listeners run on the calling thread, each whatever the others do. */
    void land(Outcome end) {
        assert Stripes.noneHeld() : "landing tells others, who may want a stripe";
        if (!outcome.compareAndSet(null, end)) {
            return;
        }
        landed.countDown();
        List<Consumer<Outcome>> told;
        listening.lock();
        try {
            told = List.copyOf(listeners);
            listeners.clear();
        } finally {
            listening.unlock();
        }
        for (Consumer<Outcome> listener : told) {
            try {
                listener.accept(end);
            } catch (Throwable thrown) { // such as no memory for one more thread: the others must be told all the same
                Thrown.warn(
                        "Somebody who waits for plugin " + name() + " could not be told that it has landed", thrown);
            }
        }
    }

    /** Calls back with the end, at once if there is one already. The listener must be quick and must not throw. */
    void whenLanded(Consumer<Outcome> listener) {
        listening.lock();
        try {
            // land() empties the list only after the outcome is set: either it sees this listener or we see the outcome
            if (outcome.get() == null) {
                listeners.add(listener);
                return;
            }
        } finally {
            listening.unlock();
        }
        listener.accept(awaitedOutcome());
    }

    /**
     * Waits for the end until a deadline.
     *
     * @return null if that passes first
     */
    @Nullable
    Outcome await(Deadline deadline) throws InterruptedException {
        if (hasLanded()) {
            return awaitedOutcome(); // which an interrupt must not keep from anybody
        }
        if (!deadline.isSet()) {
            landed.await();
        } else if (!landed.await(deadline.left(), TimeUnit.NANOSECONDS)) {
            return null;
        }
        return awaitedOutcome();
    }

    private Outcome awaitedOutcome() {
        Outcome end = outcome.get();
        if (end == null) {
            throw new IllegalStateException("Flight of " + name() + " has not landed");
        }
        return end;
    }

    /** How it went so far. */
    ImportTrace trace() {
        ImportThread thread = runner.get();
        return new ImportTrace(asker.description(), askedAt, thread == null ? "" : thread.plainName(), times.soFar());
    }

    Asker asker() {
        return asker;
    }

    @Override
    public String toString() {
        return "flight of " + name();
    }
}
