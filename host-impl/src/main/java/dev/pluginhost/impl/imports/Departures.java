package dev.pluginhost.impl.imports;

import dev.pluginhost.Dependents;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.imports.Slots.Leave;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.CollectionCheck;
import dev.pluginhost.impl.leaks.CollectionCheck.CollectionResult;
import dev.pluginhost.impl.leaks.UnloadGroup;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries departures out, each on a thread of its own that waits for what the plugin does, within its bounds: the plugin becomes
 * invisible, is stopped, its resources and its files are closed, and then its loader is looked for. Safe for use by any thread.
 */
final class Departures {

    private final Settings settings;
    private final Slots slots;
    private final Stops stops;
    private final Events events;

    /** Those that are not over, or not accounted for. Whoever ends one takes it out. */
    private final Set<Departure> pending = ConcurrentHashMap.newKeySet();

    /** How many have begun. */
    private final AtomicLong turns = new AtomicLong();

    Departures(Settings settings, Slots slots, Stops stops, Events events) {
        this.settings = settings;
        this.slots = slots;
        this.stops = stops;
        this.events = events;
    }

    /** Has a plugin leave, and those that require it before it. Never waits. */
    Leave leave(String name, Dependents dependents, Asker asker) {
        Leave leave = slots.leave(name, dependents, (incarnation, before) -> departure(incarnation, before, asker));
        arm(List.of(leave));
        return leave;
    }

    /** Has several plugins leave, which are marked in one step, and those that require them before them. Never waits. */
    List<Leave> leaveAll(Collection<String> names, Asker asker) {
        List<Leave> all = slots.leaveAll(names, (incarnation, before) -> departure(incarnation, before, asker));
        arm(all);
        return all;
    }

    private Departure departure(Incarnation incarnation, List<Departure> before, Asker asker) {
        Departure departure = new Departure(incarnation, before, asker);
        pending.add(departure); // now, so that the thread that closes the slots finds it
        return departure;
    }

    private void arm(List<Leave> all) {
        UnloadGroup group = CollectionCheck.shared().group();
        try {
            for (Leave leave : all) {
                if (leave instanceof Leave.Leaving leaving) {
                    leaving.begun().forEach(departure -> arm(departure, group));
                }
            }
        } finally {
            group.leave();
        }
    }

    private void arm(Departure departure, UnloadGroup group) {
        try {
            group.add(1);
            departure.whenOver(group::leave);
            departure.arm(() -> enqueue(departure, group));
        } catch (Throwable thrown) { // such as no memory: the others have to leave all the same
            Thrown.warnSoon("The " + departure.words() + " cannot begin: " + Thrown.text(thrown), thrown);
        }
    }

    private void enqueue(Departure departure, UnloadGroup group) {
        try {
            stops.execute(() -> run(departure, group));
        } catch (RejectedExecutionException e) {
            return; // the end calls it off
        } catch (OutOfMemoryError e) { // no thread to be had: on this one, as others wait for it
            run(departure, group);
        }
    }

    private void run(Departure departure, UnloadGroup group) {
        Incarnation incarnation = departure.incarnation();
        if (incarnation == null || !departure.begin()) {
            return;
        }
        departure.account().begun(turns.incrementAndGet());
        CompletableFuture<Optional<UnloadReport.Plugin>> account = null;
        try {
            account = carryOut(departure, incarnation, group);
        } catch (Throwable thrown) { // such as no memory: what waits for it must go on
            departure.accountNow(thrown);
            Thrown.warnSoon("The " + departure.words() + " failed: " + Thrown.text(thrown), thrown);
        } finally {
            try {
                slots.gone(incarnation);
            } finally {
                departure.end();
            }
        }
        if (account == null) {
            pending.remove(departure);
            return;
        }
        CompletableFuture<Optional<UnloadReport.Plugin>> unused = account.whenComplete((unloaded, thrown) -> {
            if (thrown == null) {
                departure.account().give(unloaded);
            } else {
                departure.accountNow(thrown);
            }
            pending.remove(departure);
        });
    }

    /** What there is to report, once the loader has been looked for. What this thread holds of the plugin it holds in here. */
    private CompletableFuture<Optional<UnloadReport.Plugin>> carryOut(
            Departure departure, Incarnation incarnation, UnloadGroup group) {
        Imported imported = incarnation.imported();
        if (imported == null) {
            return CompletableFuture.completedFuture(Optional.empty()); // its flight has failed
        }
        String why = "was unloaded at " + settings.clock().instant().truncatedTo(ChronoUnit.SECONDS) + ", wanted by "
                + departure.asker() + "; ask its host for it again";
        if (!slots.withdraw(imported, why)) {
            return CompletableFuture.failedFuture(Failure.closed("").exception()); // close was first
        }
        departure.carriedOut();
        tell(imported);
        TimeShares time = TimeShares.each(settings.stopTimeout());
        List<String> problems = stops.stop(imported, time, departure);
        time.restoreInterrupt();
        PluginLayer layer = imported.layer();
        Candidate candidate = imported.candidate();
        departure.unchecked(notChecked(candidate, problems));
        return CollectionCheck.shared()
                .watch(candidate.name(), layer.loader(), layer.layer(), settings.collectionTimeout(), group)
                .thenApply(result -> Optional.of(unloaded(candidate, problems, result)));
    }

    /** Who listens for its services is to know that they are gone before they are of no more use. */
    private void tell(Imported imported) {
        try {
            if (!events.awaitTold(imported, settings.stopTimeout())) {
                events.forget(imported);
            }
            events.forgetListenersOf(imported.layer().loader());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable thrown) { // such as no memory for one more thread: the plugin has to be stopped all the same
            Thrown.warnSoon("Listeners could not be told that plugin " + imported.name() + " goes", thrown);
        }
    }

    private static UnloadReport.Plugin unloaded(Candidate candidate, List<String> problems, CollectionResult result) {
        return new UnloadReport.Plugin(
                candidate.name(),
                candidate.descriptor().version(),
                candidate.location(),
                result.collection(),
                result.holders(),
                problems);
    }

    // The end

    /**
     * Calls off what has not begun, as the host is closed: its plugins are stopped with the host. To be called when the slots are
     * closed.
     *
     * @return what was called off, for the caller to {@linkplain Departure#end end} when the flights have: a flight that comes after
     *     one of them must not begin
     */
    List<Departure> shutDown() {
        stops.shutDown();
        return pending.stream().filter(this::callOff).toList();
    }

    private boolean callOff(Departure departure) {
        if (!departure.begin()) {
            return false;
        }
        departure.accountNow(Failure.closed("").exception());
        pending.remove(departure);
        return true;
    }

    /** Waits until those under way are over, but for one that the current thread is part of. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        Deadline deadline = Deadline.in(bound);
        StopThread self = StopThread.current();
        for (Departure departure : pending) {
            boolean own = self != null && self.part() == departure;
            if (!own && !departure.awaitOver(deadline)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ends those that are not over or not accounted for: where a stop or the closing of a resource does not return, closes the other
     * resources and the files, and reports what is known.
     */
    void close(TimeShares time) {
        StopThread self = StopThread.current();
        for (Departure departure : pending) {
            Incarnation incarnation = departure.incarnation();
            Imported imported = incarnation == null ? null : incarnation.imported();
            StopThread stopper = departure.thread();
            if (imported != null && stopper != null && stopper != self) {
                String problem = StuckThread.report(
                        "Plugin " + departure.name() + ", which is being unloaded, does not stop",
                        departure.name(),
                        stopper,
                        new StuckThread(stopper),
                        false);
                departure.unchecked(notChecked(imported.candidate(), List.of(problem)));
                stops.stop(imported, time, departure); // what is left to be closed of it
            }
            departure.accountNow(Failure.closed("").exception());
        }
    }

    private static UnloadReport.Plugin notChecked(Candidate candidate, List<String> problems) {
        return unloaded(candidate, problems, CollectionResult.notChecked());
    }
}
