package acme.home.loop;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/**
 * One thread that runs tasks in order and ticks in between. A task that waits would hold up all others and the ticks, so no
 * task may wait. Thread-safe.
 */
public final class EventLoop implements Executor, AutoCloseable {

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final TickMeter ticks;
    private final long period;
    private final Thread thread;
    private volatile boolean closed;

    /** Starts a loop that ticks once in a period. */
    public EventLoop(Duration period) {
        this(period, delay -> {});
    }

    /**
     * Starts a loop that ticks once in a period and reports how late each tick is.
     *
     * @param period from one tick to the next
     * @param delays takes the nanoseconds; called on the loop, so it must not wait either
     */
    public EventLoop(Duration period, LongConsumer delays) {
        this.ticks = new TickMeter(delays);
        this.period = period.toNanos();
        this.thread = new Thread(this::run, "event-loop");
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("The event loop is closed");
        }
        tasks.add(task);
    }

    /** Whether a thread is the thread of this loop. */
    public boolean isLoopThread(Thread candidate) {
        return candidate == thread;
    }

    /** How late its ticks are. */
    public TickMeter ticks() {
        return ticks;
    }

    /** Runs the tasks that are queued, then ends. */
    @Override
    public void close() {
        closed = true;
        tasks.add(() -> {});
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long due = System.nanoTime() + period;
        while (!closed || !tasks.isEmpty()) {
            runNextTaskBefore(due);
            long late = System.nanoTime() - due;
            if (late >= 0) {
                ticks.tick(late);
                // Missed ticks are not repeated.
                due += period * (1 + late / period);
            }
        }
    }

    private void runNextTaskBefore(long due) {
        try {
            Runnable task = tasks.poll(due - System.nanoTime(), NANOSECONDS);
            if (task != null) {
                task.run();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("No thread interrupts the event loop", e);
        } catch (RuntimeException e) {
            // One bad task must not end the others.
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
