package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.imports.WaitGraph.Cycle;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for flights and departures. An ordinary thread just waits, if it may, and leaves its processor to imports meanwhile. A
 * thread that runs a flight, or a plugin's stop, first enters the wait graph. Then an import thread of this host has what it waits
 * for run in its place, as far as no other thread does, so that nested imports never run out of threads: each flight by a fresh
 * thread, or by itself if none can be started. Where it must be back in time, waits for a future, or for another host, it lends
 * its place instead.
 *
 * <p>Safe for use by any thread.
 */
final class Waits {

    private final BlockingGuard guard;
    private final ImportThreads threads;
    private final Stops stops;
    private final FlightRunner runner;

    Waits(BlockingGuard guard, ImportThreads threads, Stops stops, FlightRunner runner) {
        this.guard = guard;
        this.threads = threads;
        this.stops = stops;
        this.runner = runner;
    }

    /** Waits until a flight has landed, or the caller's patience ends. */
    Outcome await(Flight flight, Deadline deadline) {
        Outcome landed = flight.outcome();
        if (landed != null) {
            return landed;
        }
        Stay stay = enter(List.of(flight), "");
        try {
            ImportThread thread = threads.current();
            // Who runs another plugin on this thread is back when that one lets him: not if he has set himself a time.
            if (thread != null && (!deadline.isSet() || !threads.lend(thread))) {
                help(thread, flight);
            }
            return waitFor(flight, deadline); // which is landed at this moment, if this thread has run it
        } finally {
            stay.close();
        }
    }

    /** To be called before a plugin is asked for that has to be waited for. */
    void beforeImport(String name) {
        if (threads.current() == null) {
            guard.beforeWait(
                    name,
                    "importModule(\"" + name + "\"), which is not imported yet,",
                    "use importModuleAsync there, or have it imported before");
        }
    }

    /**
     * To be called before the current thread waits for a future, and closed when it has. An import thread lends its place, as
     * the future may end before its flights do, be of more than them, and take an import thread to come about; if it has
     * none to lend it does itself what it can.
     *
     * @throws RuntimeException if it must not: on a non-blocking thread, or where the wait would never end
     */
    Stay stay(WaitingCall call, List<Awaited> awaited) {
        ImportThread thread = threads.current();
        if (thread == null) {
            guard.beforeWait(call.module(), call.words(), call.instead());
        }
        Set<Transit> transits = new LinkedHashSet<>();
        for (Awaited part : awaited) {
            if (part.isHosts()) {
                refuseWithin(call);
            }
            transits.addAll(part.transits());
        }
        Stay stay = enter(List.copyOf(transits), call.batch());
        try {
            if (thread != null && !threads.lend(thread)) {
                for (Transit transit : transits) {
                    if (transit instanceof Flight flight) {
                        help(thread, flight);
                    }
                }
            }
        } catch (Throwable thrown) {
            stay.close();
            throw thrown;
        }
        return stay;
    }

    /** To be called before the current thread waits for something that the host does as a whole. */
    void beforeHostWait(WaitingCall call) {
        if (threads.current() == null) {
            guard.beforeWait(call.module(), call.words(), call.instead());
        }
        refuseWithin(call);
    }

    /** Refuses what a plugin of this host calls within its start or stop; those of others are not waited for here. */
    private void refuseWithin(WaitingCall call) {
        Transit own = threads.current() != null || stops.isStopping() ? own() : null;
        if (own == null) {
            return;
        }
        throw new PluginException(
                Reason.IMPORT_CYCLE,
                call.words() + " would wait for plugins that may wait for " + own.name() + ", whose "
                        + (own instanceof Departure ? "stop" : "start") + " calls it (" + Asker.here()
                        + "); plugins import what they need by name",
                origin(own, ImportStage.START),
                List.of(own.name(), own.name()),
                null);
    }

    /** Begins a wait, in a call if it is not for one plugin alone. */
    private Stay enter(List<? extends Transit> transits, String call) {
        Transit own = own();
        if (own == null) {
            Stay place = Callbacks.stay();
            Stay processor = threads.leaveProcessor();
            return () -> {
                try {
                    processor.close();
                } finally {
                    place.close();
                }
            };
        }
        if (threads.current() == null && Thread.currentThread() instanceof ImportThread ofAnotherHost) {
            ofAnotherHost.owner().lend(ofAnotherHost);
        }
        Cycle cycle = WaitGraph.OF_ALL_HOSTS.enter(own, transits, Asker.here());
        if (cycle != null) {
            throw refused(cycle, call);
        }
        StopThread stopper = StopThread.current();
        ImportThread giver = giver();
        if (giver != null) {
            giver.owner().lend(giver);
        }
        Stay lent = stopper == null ? Stay.FREE : stopper.owner().lend();
        return () -> {
            WaitGraph.OF_ALL_HOSTS.exit(own);
            lent.close();
        };
    }

    /**
     * To be called when a plugin's start or end asks for something without waiting: it may wait yet, for something of its own making
     * that we know nothing of.
     */
    void lendPlace() {
        ImportThread thread = threads.current();
        ImportThread giver = thread == null ? giver() : thread;
        if (giver != null) {
            giver.owner().lend(giver);
        }
    }

    /** The import thread that waits for the current thread, which gives back what an import has taken that failed. */
    private static @Nullable ImportThread giver() {
        StopThread stopper = StopThread.current();
        return stopper != null && stopper.part() instanceof Flight failing ? failing.runner() : null;
    }

    /** What the current thread brings in or takes out, if it does. */
    static @Nullable Transit own() {
        ImportThread thread = ImportThread.current();
        if (thread != null) {
            return thread.top();
        }
        StopThread stopper = StopThread.current();
        return stopper == null ? null : stopper.part();
    }

    private void help(ImportThread thread, Flight target) {
        for (Flight flight : target.runOrder()) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(target, null); // running it now would make our interrupt that plugin's
            }
            if (flight.hasLanded()) {
                continue;
            }
            Departure before = flight.before();
            if (before != null) {
                threads.lend(thread); // the stop that is waited for may want an import itself
                waitFor(before, flight);
            }
            // All that it needs has landed: it comes later in the order.
            if (!beginApart(flight) && flight.claim(thread)) {
                runner.run(flight, thread);
            } else {
                waitFor(flight, Deadline.none());
            }
        }
    }

    /** Has a flight run by a fresh thread if it runs code: that must not meet what the waiting plugin has left on this one. */
    private boolean beginApart(Flight flight) {
        return flight.runner() == null
                && flight.runsPluginCode()
                && threads.runApart(apart -> {
                    if (flight.claim(apart)) {
                        runner.run(flight, apart);
                    }
                });
    }

    private static PluginException refused(Cycle cycle, String call) {
        Transit target = cycle.target();
        String words = target.words();
        return new PluginException(
                Reason.IMPORT_CYCLE,
                Character.toUpperCase(words.charAt(0)) + words.substring(1) + " would wait for itself: "
                        + String.join(" -> ", cycle.path())
                        + " (" + String.join(", ", cycle.steps()) + ")" + (call.isEmpty() ? "" : ", in " + call)
                        + "; within its start or stop a plugin must not wait for what waits for it: wait later, or go on with"
                        + " thenAccept and the like",
                origin(target, ImportStage.QUEUE),
                cycle.path(),
                null);
    }

    private static void waitFor(Departure departure, Flight target) {
        try {
            boolean over = departure.awaitOver(Deadline.none());
            assert over : "a wait without end has ended";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(target, e);
        }
    }

    private static Outcome waitFor(Flight flight, Deadline deadline) {
        Outcome end;
        try {
            end = flight.await(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(flight, e);
        }
        if (end == null) {
            throw lostPatience(flight, deadline, Asker.here());
        }
        return end;
    }

    /** What a caller is told whose own deadline has passed. */
    static ImportTimeoutException lostPatience(Flight flight, Deadline deadline, Asker asker) {
        Progress progress = Progress.of(flight);
        return new ImportTimeoutException(
                "Plugin " + flight.name() + " was not imported within " + Deadline.words(deadline.bound())
                        + ", the patience of " + asker + ": it " + progress.words()
                        + "; its import goes on, so ask again, or allow it more time",
                origin(flight, flight.times().stage()),
                progress.stack());
    }

    /** Likewise, if there is no flight to tell of. */
    static ImportTimeoutException lostPatience(String name, Deadline deadline, Asker asker) {
        return new ImportTimeoutException(
                "Plugin " + name + " was not imported within " + Deadline.words(deadline.bound()) + ", the patience of "
                        + asker
                        + ": its import has not begun, or ended in this very moment; ask again, or allow it more"
                        + " time",
                Origin.of(name),
                null);
    }

    private static ImportInterruptedException interrupted(Flight flight, @Nullable InterruptedException cause) {
        return new ImportInterruptedException(
                "Thread \"" + Thread.currentThread().getName() + "\" was interrupted while it waited for plugin "
                        + flight.name() + "; the import goes on",
                origin(flight, flight.times().stage()),
                cause);
    }

    private static Origin origin(Transit transit, ImportStage stage) {
        return new Origin(transit.name(), stage, Optional.of(transit.location()));
    }
}
