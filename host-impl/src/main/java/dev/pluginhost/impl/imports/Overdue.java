package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportStage;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens to flights that take long. A slow one is warned of, once, and its thread lends its place, so that the others
 * are not held up behind it. One past its deadline is failed, its thread set aside and replaced, and interrupted. Called by
 * the watchdog's thread, so nothing here runs foreign code. Safe for use by any thread.
 */
final class Overdue {

    /** When to try again what no thread could be started for. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Settings settings;
    private final Slots slots;
    private final Landings landings;
    private final ImportThreads threads;
    private final Stops stops;
    private final Watchdog watchdog;

    Overdue(Settings settings, Slots slots, Landings landings, ImportThreads threads, Stops stops, Watchdog watchdog) {
        this.settings = settings;
        this.slots = slots;
        this.landings = landings;
        this.threads = threads;
        this.stops = stops;
        this.watchdog = watchdog;
    }

    /** Watches a flight that the thread begins to run, until the watch is cancelled. */
    Watchdog.Watch watch(Flight flight, ImportThread thread) {
        Watchdog.Watch deadline = watchdog.after(settings.deadline(), () -> expire(flight, thread));
        if (settings.slowImportWarning().compareTo(settings.deadline()) >= 0) {
            return deadline;
        }
        Watchdog.Watch slow;
        try {
            slow = watchdog.after(settings.slowImportWarning(), () -> tellSlow(flight, thread));
        } catch (OutOfMemoryError noThread) {
            deadline.cancel();
            throw noThread;
        }
        return () -> {
            slow.cancel();
            deadline.cancel();
        };
    }

    private void tellSlow(Flight flight, ImportThread thread) {
        if (flight.hasLanded() || !thread.isAt(flight)) {
            return; // it landed in the very last moment
        }
        threads.lend(thread);
        Progress progress = Progress.of(flight);
        Thrown.warnSoon(
                "Import of plugin " + flight.name() + " ("
                        + flight.node().candidate().location() + ") has been running for "
                        + Deadline.words(settings.slowImportWarning()) + ", wanted by " + flight.asker() + "; it "
                        + progress.words() + ", and will be given up after " + Deadline.words(settings.deadline()),
                progress.stack());
    }

    private void expire(Flight flight, ImportThread thread) {
        Failure failure = tookTooLong(flight, thread);
        AtomicBoolean threadsLeft = new AtomicBoolean(true);
        // The place of the thread first: those who are told then may ask for the next import.
        if (!landings.fail(flight, failure, () -> {
            threadsLeft.set(threads.setAside(thread, flight));
            giveBack(flight);
        })) {
            return; // it landed in the very last moment
        }
        thread.interruptIfAt(flight);
        Thrown.warnSoon(failure.message(), failure.told());
        if (!threadsLeft.get()) {
            slots.underWay().stream()
                    // One that comes after a departure must not end before it, or what comes next would come too soon.
                    .filter(waiting -> waiting.runner() == null && waiting.before() == null)
                    .forEach(this::failForLackOfThreads);
        }
    }

    /** Now, and not when the thread returns, which it may never do. */
    private void giveBack(Flight flight) {
        Taken taken = flight.taken();
        if (taken != null && taken.giveBack()) {
            giveBackSoon(taken);
        }
    }

    private void giveBackSoon(Taken taken) {
        if (!stops.giveBackSoon(taken, settings.stopTimeout())) {
            watchdog.after(RETRY, () -> giveBackSoon(taken)); // not on this thread, which nothing may hold up
        }
    }

    private Failure tookTooLong(Flight flight, ImportThread thread) {
        Candidate candidate = flight.node().candidate();
        String fact = "Import of plugin " + candidate.name() + " (" + candidate.location() + ") took longer than "
                + Deadline.words(settings.deadline()) + ", wanted by " + flight.asker();
        ImportStage stage = flight.times().stage();
        try {
            Progress progress = Progress.of(flight);
            return Failure.of(
                    Reason.TIMEOUT,
                    candidate,
                    stage,
                    fact + ", and " + progress.words() + "; " + progress.cure(),
                    progress.stack());
        } catch (Throwable thrown) { // such as no memory for a stack: those who wait must be woken all the same
            return Failure.of(
                    Reason.TIMEOUT,
                    candidate,
                    stage,
                    fact + ", on " + thread.plainName() + "; raise importTimeout",
                    thrown);
        }
    }

    /** Ends a flight that no thread will ever take up. */
    void failForLackOfThreads(Flight flight) {
        String why = threads.exhausted()
                ? ImportThreads.MOST_SET_ASIDE + " have been replaced; the log names those plugins"
                : "no other thread can be started; see the process's limit of threads, and the log for those plugins";
        landings.fail(
                flight,
                Failure.of(
                        Reason.TIMEOUT,
                        flight.node().candidate(),
                        ImportStage.QUEUE,
                        "Import of plugin " + flight.name() + ", wanted by " + flight.asker()
                                + ", cannot begin: every import thread is stuck in a plugin past its deadline, and "
                                + why,
                        null));
    }

    /** Warns once if something the host does as a whole, other than an import, takes long. */
    Watchdog.Watch watch(String what, Thread thread) {
        Duration slow = settings.slowImportWarning();
        return watchdog.after(slow, () -> {
            StuckThread where = new StuckThread(thread);
            Thrown.warnSoon(
                    what + " has been running for " + Deadline.words(slow) + "; it is at " + where.at("") + " on "
                            + thread.getName(),
                    where);
        });
    }
}
