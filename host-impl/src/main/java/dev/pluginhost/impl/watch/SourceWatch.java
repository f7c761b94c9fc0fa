package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.modules.scan.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches sources by walking over them again and again, and reports changes, once per burst, when they have settled. A source may be missing,
 * may be replaced, may be reached through links, and may be on any file system. A file has changed if its size, modification time, key or
 * change time has. What exists but cannot be read counts as unchanged.
 *
 * <p>Events of the operating system are not used: they may be late or missing, and a walk over 1,000 jars takes milliseconds. One daemon thread
 * runs from {@link #begin} to {@link #close}. Thread-safe, but for {@link #look}.
 */
public final class SourceWatch implements AutoCloseable {

    /**
     * What has changed on disk and has settled: artifacts, and directories of artifacts that have come or gone. What is changing kept on for too
     * long to wait for it, and may be half written; it is reported when it has settled. Immutable.
     */
    public record Changes(Set<Path> changed, Set<Path> changing) {
        public Changes {
            changed = Set.copyOf(changed);
            changing = Set.copyOf(changing);
        }
    }

    private static final Duration LONGEST_SETTLE = Duration.ofDays(1);

    /** Longer than most copies take; what keeps changing is not waited for after that, or after so many settling times. */
    private static final Duration SHORTEST_BOUND = Duration.ofSeconds(30);

    private static final int SETTLES_IN_BOUND = 10;

    /** Walks per settling time while something changes. */
    private static final int WALKS_IN_SETTLE = 4;

    /** Walks take at most one fifth of the time; if nothing changes, one hundredth, unless that makes pauses too long. */
    private static final int BUSY_PAUSE_PER_WALK = 4;

    private static final int IDLE_PAUSE_PER_WALK = 99;
    private static final long SHORTEST_IDLE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_IDLE = TimeUnit.SECONDS.toNanos(10);

    private final List<Source> sources;
    private final Duration settle;
    private final Duration bound;
    private final Consumer<Changes> listener;
    private final DaemonThreads threads;
    private final LongSupplier nanoClock;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch walked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Set by a caller of begin that has not waited for the first walk; read by the watch's thread. */
    private volatile boolean late;

    /** What was last reported, or needed no report; null before the first walk. Written by the watch's thread, read by any. */
    private volatile @Nullable Snapshot reported;

    /** Warnings of what cannot be read; confined to the watch's thread, like the set. */
    private final LastingWarnings unreadable;

    private final Set<Path> restlessWarned = new HashSet<>();

    /** A watch that has not begun. It calls the listener on its own thread, and logs what that throws. */
    public SourceWatch(List<Source> sources, Duration settle, Consumer<Changes> listener, ClassLoader contextLoader) {
        this(sources, settle, SHORTEST_BOUND, listener, contextLoader, System::nanoTime);
    }

    SourceWatch(
            List<Source> sources,
            Duration settle,
            Duration shortestBound,
            Consumer<Changes> listener,
            ClassLoader contextLoader,
            LongSupplier nanoClock) {
        if (settle.isZero() || settle.isNegative()) {
            throw new IllegalArgumentException("The settling time must be more than zero, not " + settle);
        }
        this.sources = List.copyOf(sources);
        this.settle = settle.compareTo(LONGEST_SETTLE) > 0 ? LONGEST_SETTLE : settle;
        Duration settles = this.settle.multipliedBy(SETTLES_IN_BOUND);
        this.bound = settles.compareTo(shortestBound) < 0 ? shortestBound : settles;
        this.listener = listener;
        this.threads = new DaemonThreads("pluginhost-watch-", contextLoader);
        this.nanoClock = nanoClock;
        this.unreadable = new LastingWarnings(this.settle, nanoClock);
    }

    /**
     * Begins with a first walk, and waits for its end: every change after this method has returned is reported. If the walk takes
     * longer than the timeout, a report follows it that names no changes. If the watch has begun, only waits.
     */
    public void begin(Duration timeout) {
        if (isClosed()) {
            return;
        }
        if (begun.compareAndSet(false, true)) {
            try {
                threads.newThread(this::run).start();
            } catch (Throwable noThread) {
                begun.set(false);
                throw noThread;
            }
        }
        try {
            if (!walked.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                late = true;
            }
        } catch (InterruptedException e) {
            late = true;
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Settling settling = null;
        long pause = 0;
        String failed = "";
        while (!awaitClosed(pause)) {
            try {
                if (settling == null) {
                    settling = firstLook();
                    walked.countDown();
                    if (late) {
                        report(new Changes(Set.of(), Set.of()));
                    }
                }
                pause = look(settling);
                failed = "";
            } catch (Throwable thrown) { // the watch must go on
                String text = Thrown.text(thrown);
                if (!text.equals(failed)) {
                    Thrown.warn("The sources could not be searched for changes; this is tried again: " + text, thrown);
                }
                failed = text;
                pause = LONGEST_PAUSE;
            }
        }
        ended.countDown();
    }

    /** The first walk; what it finds needs no report. */
    Settling firstLook() {
        Map<Path, List<Path>> parts = new HashMap<>();
        for (Source source : sources) {
            if (source.isOfParts()) {
                parts.put(source.path(), source.parts());
            }
        }
        Snapshot first = Snapshot.of(sources, Snapshot.EMPTY);
        reported = first;
        return new Settling(parts, settle.toNanos(), bound.toNanos(), first);
    }

    /** An interrupt is ignored: it must not end the watch. */
    private boolean awaitClosed(long nanos) {
        try {
            return closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return isClosed();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Walks once and reports what has settled; returns how many nanoseconds to wait before the next walk. */
    long look(Settling settling) {
        long begin = nanoClock.getAsLong();
        Snapshot now = Snapshot.of(sources, settling.seen());
        long end = nanoClock.getAsLong();
        Settling.Decision decision = settling.next(now, begin, end);
        warnUnreadable(now);
        warnRestless(decision.restless());
        Changes changes = decision.changes();
        if (changes != null && !isClosed()) {
            reported = now;
            report(changes);
        }
        return pause(decision.moving() || changes != null, end - begin);
    }

    private long pause(boolean busy, long cost) {
        long least = cost * BUSY_PAUSE_PER_WALK;
        if (busy) {
            return Math.max(Math.min(settle.toNanos() / WALKS_IN_SETTLE, LONGEST_PAUSE), least);
        }
        long idle = Math.min(Math.max(settle.toNanos(), SHORTEST_IDLE), LONGEST_PAUSE);
        return Math.max(Math.max(idle, Math.min(cost * IDLE_PAUSE_PER_WALK, LONGEST_IDLE)), least);
    }

    private void report(Changes changes) {
        try {
            listener.accept(changes);
        } catch (Throwable thrown) { // the watch must go on
            Thrown.warn("Following the changes of plugins on disk failed: " + Thrown.text(thrown), thrown);
        }
    }

    private void warnUnreadable(Snapshot now) {
        unreadable.begin();
        now.unreadable()
                .forEach((path, reason) -> unreadable.add(
                        path.toString(),
                        false,
                        "Changes of plugins at " + path.toAbsolutePath() + " are not noticed, as it cannot be read ("
                                + reason + ") and counts as unchanged; make it readable for the user that runs the"
                                + " application"));
    }

    private void warnRestless(Set<Path> restless) {
        restlessWarned.retainAll(restless);
        for (Path path : restless) {
            if (restlessWarned.add(path)) {
                Thrown.warn(
                        "Plugin artifact " + path.toAbsolutePath() + " has been changing for " + Deadline.words(bound)
                                + " and is ignored until it has not changed for " + Deadline.words(settle)
                                + "; keep files that are written to all the time, such as logs, out of it",
                        null);
            }
        }
    }

    /** The places of the plugins in parts that differ from what was last reported. It looks at their files. Any thread may call it. */
    public Set<Path> writtenSinceReport() {
        Snapshot before = reported;
        if (before == null) {
            return Set.of();
        }
        List<Source> parts = new ArrayList<>(sources);
        parts.removeIf(source -> !source.isOfParts());
        Set<Path> places = new HashSet<>();
        parts.forEach(source -> places.add(source.path()));
        places.retainAll(Snapshot.of(parts, before).differencesTo(before));
        return places;
    }

    /** Ends the watch without waiting. A call of the listener that has begun goes on; no other follows. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Waits until the thread of a closed watch has ended; true if it has, or if there was none. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return !begun.get() || ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
