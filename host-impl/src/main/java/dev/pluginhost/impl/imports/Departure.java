package dev.pluginhost.impl.imports;

import dev.pluginhost.UnloadReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One plugin on its way out: the reverse of a {@link Flight}. It begins when its flight has landed, should it be in flight, and
 * all that require the plugin have departed; and it ends once.
 *
 * <p>Safe for use by any thread. When it is over it keeps nothing of the plugin alive.
 */
final class Departure implements Transit {

    private final String name;
    private final Path location;
    private final Asker asker;

    /** Those of the plugins that require this one; emptied by the end. Read by any thread. */
    private volatile List<Departure> before;

    /** Set to null by the end. Read by any thread. */
    private volatile @Nullable Incarnation incarnation;

    /** Two more than the departures that are not over, until {@link #arm} has been through with them. */
    private final AtomicInteger pending;

    /** Set by who begins it, or ends it before it has begun. */
    private final AtomicBoolean begun = new AtomicBoolean();

    /** What there is to report but for the loader. Written by the thread that carries this out, read by who closes the host. */
    private volatile UnloadReport.@Nullable Plugin unchecked;

    /** Whether a plugin was there and was unloaded. Written by the thread that does so, before the end; read after it. */
    private volatile boolean carriedOut;

    /** The thread that runs the plugin's stop, while it does. Written by that thread, read by any. */
    private volatile @Nullable StopThread thread;

    private final Announcement<Boolean> end;

    private final Account account;

    Departure(Incarnation incarnation, List<Departure> before, Asker asker) {
        this.name = incarnation.name();
        this.location = incarnation.node().candidate().location();
        this.asker = asker;
        this.incarnation = incarnation;
        this.before = List.copyOf(before);
        this.pending = new AtomicInteger(before.size() + 2);
        this.end = new Announcement<>("the unloading of plugin " + name);
        this.account = new Account(before.stream().map(Departure::account).toList());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path location() {
        return location;
    }

    @Override
    public String words() {
        return "unloading of plugin " + name;
    }

    Asker asker() {
        return asker;
    }

    @Override
    public @Nullable Incarnation incarnation() {
        return incarnation;
    }

    @Nullable
    StopThread thread() {
        return thread;
    }

    void runsOn(@Nullable StopThread stopper) {
        thread = stopper;
    }

    void unchecked(UnloadReport.Plugin soFar) {
        unchecked = soFar;
    }

    /** Answers for it though its loader has not been looked for, or for want of anything to report with a failure. */
    void accountNow(Throwable failure) {
        UnloadReport.Plugin soFar = unchecked;
        if (soFar != null) {
            account.give(Optional.of(soFar));
        } else {
            account.fail(failure);
        }
    }

    boolean wasCarriedOut() {
        return carriedOut;
    }

    void carriedOut() {
        carriedOut = true;
    }

    Account account() {
        return account;
    }

    /** Calls back, once, when it can begin. To be called once, when nobody holds a lock. */
    void arm(Runnable whenReady) {
        Runnable countDown = () -> {
            if (pending.decrementAndGet() == 0) {
                whenReady.run();
            }
        };
        Flight flight = flight();
        if (flight == null) {
            countDown.run();
        } else {
            flight.whenOver(countDown);
        }
        before.forEach(departure -> departure.whenOver(countDown));
        countDown.run();
    }

    private @Nullable Flight flight() {
        Incarnation of = incarnation;
        return of == null ? null : of.flight();
    }

    /** Makes the caller the one that carries it out, or calls it off; true for one only. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Announces the end. */
    void end() {
        thread = null; // which knows the plugin
        incarnation = null;
        before = List.of();
        end.make(true);
    }

    @Override
    public boolean isOver() {
        return end.isMade();
    }

    /** Waits until it is over, or the deadline passes. */
    boolean awaitOver(Deadline deadline) throws InterruptedException {
        return end.await(deadline) != null;
    }

    @Override
    public List<Transit> needs() {
        if (begun.get()) {
            return List.of();
        }
        List<Transit> needs = new ArrayList<>();
        for (Departure departure : before) {
            if (!departure.isOver()) {
                needs.add(departure);
            }
        }
        Flight flight = flight();
        if (flight != null && !flight.isOver()) {
            needs.add(flight);
        }
        return needs;
    }

    @Override
    public void whenOver(Runnable listener) {
        end.whenMade(listener, over -> listener.run());
    }

    @Override
    public void forget(Object listener) {
        end.forget(listener);
    }

    @Override
    public String toString() {
        return words();
    }
}
