package dev.pluginhost.impl.imports;

import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.registry.Imported;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One import of one plugin under way. It is run by the import thread that claims it, and lands once.
 *
 * <p>Safe for use by any thread. How it ends is decided under the stripe of its name ({@link Slots}); {@link #land} only
 * announces it, outside of the stripe.
 */
final class Flight implements Transit {

    /** Written by the thread that runs it, if that plans it anew; read by any thread. */
    private volatile PluginNode node;

    private final Asker asker;
    private final Instant askedAt;
    private final StageTimes times;
    private final Lanes.Job job;

    private final Incarnation incarnation;

    /** Prerequisites that were in flight when this flight was installed. */
    private final Map<String, Flight> awaited;

    /** Prerequisites that were imported when this flight was installed. */
    private final Map<String, Imported> present;

    /** How those ended that it has since it was planned anew; written and read by the thread that runs it. */
    private Map<String, Outcome> replanned = Map.of();

    /** The departure of the plugin's last incarnation, until it is over; written by its end, read by any thread. */
    private volatile @Nullable Departure before;

    /** One more than what has to be over before, until {@link #arm} has been through with that. */
    private final AtomicInteger pending;

    /** Set once, by the thread that claims the flight. */
    private final AtomicReference<@Nullable ImportThread> runner = new AtomicReference<>();

    /** What it has taken, as long as its thread is at it. Written by that thread, read by any. */
    private volatile @Nullable Taken taken;

    private final Announcement<Outcome> landing;

    Flight(
            PluginNode node,
            Asker asker,
            Instant askedAt,
            StageTimes times,
            Map<String, Flight> awaited,
            Map<String, Imported> present,
            @Nullable Departure before,
            Function<Flight, Lanes.Job> job) {
        this.node = node;
        this.asker = asker;
        this.askedAt = askedAt;
        this.times = times;
        this.awaited = Map.copyOf(awaited);
        this.present = Map.copyOf(present);
        this.before = before;
        this.pending = new AtomicInteger(awaited.size() + (before == null ? 1 : 2));
        this.landing = new Announcement<>("plugin " + node.name());
        this.incarnation = new Incarnation(this);
        this.job = job.apply(this);
    }

    /** Running this flight, as something for an import thread to do. */
    Lanes.Job job() {
        return job;
    }

    PluginNode node() {
        return node;
    }

    @Override
    public String name() {
        return node.name();
    }

    @Override
    public Path location() {
        return node.candidate().location();
    }

    /** Whether it runs code of the plugin: to start it, or to make its services. */
    boolean runsPluginCode() {
        return !node.candidate().descriptor().provides().isEmpty();
    }

    @Override
    public String words() {
        return "import of plugin " + name();
    }

    StageTimes times() {
        return times;
    }

    @Override
    public Incarnation incarnation() {
        return incarnation;
    }

    @Nullable
    Outcome outcome() {
        return landing.end();
    }

    boolean hasLanded() {
        return landing.isMade();
    }

    @Override
    public boolean isOver() {
        return hasLanded();
    }

    /** The thread that runs it, or did. */
    @Nullable
    ImportThread runner() {
        return runner.get();
    }

    /** What it has taken and has to give back if it fails, while its thread is at it. */
    @Nullable
    Taken taken() {
        return taken;
    }

    void takes(@Nullable Taken what) {
        taken = what;
    }

    /**
     * Calls back, once, when all prerequisites have landed, whatever came of them, and the plugin's last incarnation is gone. To
     * be called once.
     */
    void arm(Runnable whenReady) {
        Runnable countDown = () -> {
            if (pending.decrementAndGet() == 0) {
                whenReady.run();
            }
        };
        Departure last = before;
        if (last != null) {
            last.whenOver(() -> {
                before = null; // it is of no more use, and should not be kept with the flight
                countDown.run();
            });
        }
        awaited.values().forEach(prerequisite -> prerequisite.whenOver(countDown));
        countDown.run();
    }

    /** Makes a thread the one that runs this flight; true for one thread only. */
    boolean claim(ImportThread thread) {
        return runner.compareAndSet(null, thread);
    }

    /** Goes on as another plan says; to be called by the thread that runs it. */
    void replan(PluginNode anew, Map<String, Outcome> prerequisites) {
        replanned = Map.copyOf(prerequisites);
        node = anew;
        incarnation.replan(anew);
    }

    /** Whether a plugin is among those that were planned to be imported before. */
    boolean hasPrerequisite(String name) {
        return replanned.containsKey(name) || present.containsKey(name) || awaited.containsKey(name);
    }

    /** How a prerequisite ended; all have when this flight is run. */
    Outcome prerequisite(String name) {
        Outcome known = replanned.get(name);
        if (known != null) {
            return known;
        }
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

    /** The departure that has to be over before this flight can be run, if there is one and it is not. */
    @Nullable
    Departure before() {
        Departure last = before;
        return last == null || last.isOver() ? null : last;
    }

    @Override
    public List<Transit> needs() {
        if (runner() != null) {
            return List.of();
        }
        List<Transit> needs = new ArrayList<>(missing());
        Departure last = before();
        if (last != null) {
            needs.add(last);
        }
        return needs;
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
        landing.make(end);
    }

    /** Calls back with the end, at once if there is one already. The listener must be quick and must not throw. */
    void whenLanded(Consumer<Outcome> listener) {
        landing.whenMade(listener);
    }

    @Override
    public void whenOver(Runnable listener) {
        landing.whenMade(listener, end -> listener.run());
    }

    @Override
    public void forget(Object listener) {
        landing.forget(listener);
    }

    /**
     * Waits for the end until a deadline.
     *
     * @return null if that passes first
     */
    @Nullable
    Outcome await(Deadline deadline) throws InterruptedException {
        return landing.await(deadline);
    }

    /** How it went so far. */
    PluginInfo.Trace trace() {
        ImportThread thread = runner.get();
        return new PluginInfo.Trace(
                asker.description(), askedAt, thread == null ? "" : thread.plainName(), times.soFar());
    }

    Asker asker() {
        return asker;
    }

    @Override
    public String toString() {
        return "flight of " + name();
    }
}
