package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches sources and tells when artifacts in them have changed, once per burst of changes, when the burst has settled. What
 * is as it was told before when a burst has settled is not told. A source may be missing, be replaced, come and go, or be
 * reached through links, and may be on any file system, one without events included.
 *
 * <p>What counts is what {@link dev.pluginhost.impl.discovery.Discovery} reads: jars, exploded modules with all their files,
 * jars in bundle directories. Other files and hidden ones are passed over. A file has changed if its size,
 * time of last modification, key or, where there is one, change time has; so it may be told though its content is the same. A source or an artifact that is there but cannot be read counts as unchanged; one that is missing is gone.
 *
 * <p>Daemon threads {@code pluginhost-watch-N}: one that looks and tells, and one per file system that waits for its events.
 * They run from {@link #begin} to {@link #close}, and keep the listener alive so long. Safe for use by any thread.
 */
public final class SourceWatch implements AutoCloseable {

    private final List<Source> sources;
    private final Pace pace;
    private final Consumer<Settled> listener;
    private final DaemonThreads threads;
    private final Disk disk;
    private final Services services;
    private final Bell bell = new Bell();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Set by close, once; read by the watch's thread. */
    private volatile boolean closed;

    /**
     * A watch that has not begun.
     *
     * @param sources what to watch
     * @param settle how long nothing must have changed until it is told; more than zero
     * @param listener is told, on the watch's thread, one call at a time. What changes meanwhile is told afterwards. What it
     *     throws is logged and changes nothing
     * @param contextLoader the context class loader of the threads
     */
    public SourceWatch(List<Source> sources, Duration settle, Consumer<Settled> listener, ClassLoader contextLoader) {
        this(sources, Pace.of(settle), listener, contextLoader, Disk.REAL, Services.REAL);
    }

    SourceWatch(
            List<Source> sources,
            Pace pace,
            Consumer<Settled> listener,
            ClassLoader contextLoader,
            Disk disk,
            Services services) {
        this.sources = List.copyOf(sources);
        this.pace = pace;
        this.listener = listener;
        this.threads = DaemonThreads.plain("pluginhost-watch-", contextLoader);
        this.disk = disk;
        this.services = services;
    }

    /**
     * Begins, with a look at the sources by the caller: whatever changes after this has returned, or was called, is told. So
     * who reads the sources afterwards misses nothing. Does nothing if it has begun or is closed. If it
     * fails, it has not begun.
     */
    public void begin() {
        if (closed || !begun.compareAndSet(false, true)) {
            return;
        }
        Complaints complaints = new Complaints(pace);
        Events events = new Events(services, bell, threads, complaints);
        boolean running = false;
        try {
            Round round = new Round(new Lookout(sources, disk), events, complaints, pace, System::nanoTime);
            threads.newThread(() -> run(round, events)).start();
            running = true;
        } finally {
            if (!running) { // for want of memory for one more thread, say: the next call is to begin it, or to fail as
                // well
                events.close();
                begun.set(false);
            }
        }
    }

    private void run(Round round, Events events) {
        try {
            boolean rung = true;
            while (!closed) {
                Round.Outcome outcome = look(round, rung);
                if (outcome.settled() != null) {
                    tell(outcome.settled());
                }
                rung = bell.await(outcome.least(), outcome.most());
            }
        } finally {
            events.close();
            ended.countDown();
        }
    }

    private Round.Outcome look(Round round, boolean rung) {
        try {
            return round.look(rung);
        } catch (Throwable thrown) { // no memory, say: the watch goes on
            Thrown.warn("Looking for changes of plugins failed; it is tried again", thrown);
            long later = pace.tick(true, 0);
            return new Round.Outcome(null, later, later);
        }
    }

    private void tell(@Nullable Settled settled) {
        if (closed || settled == null) {
            return;
        }
        try {
            listener.accept(settled);
        } catch (Throwable thrown) { // it runs plugins' code
            Thrown.warn("Following the changes of plugins on disk failed: " + Thrown.text(thrown), thrown);
        } finally {
            Thread.interrupted(); // what the listener was interrupted for is not the watch's business
        }
    }

    /**
     * Ends the watch, at once and without waiting: a call of the listener may be under way, or begin in this very moment, and
     * goes on; no other follows. The threads end by themselves, when that call has returned, or a file system that hangs has
     * answered. Does nothing if closed before.
     */
    @Override
    public void close() {
        closed = true;
        bell.silence();
    }

    /**
     * Waits until the threads of a closed watch have ended.
     *
     * @param patience how long to wait
     * @return whether they have; true at once if the watch had never begun
     */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return !begun.get() || ended.await(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
    }
}
