package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Urgency;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs imports, the most urgent first. A thread ends when code of a plugin has run on it that may have left something there, so that no
 * other code meets that. A thread that waits within an import lends its place to one more thread, so nested imports never run out of
 * threads. Thread-safe.
 */
public final class ImportThreads extends ThreadPool<Import> {

    /** So many threads may be stuck in plugins at the same time and still be replaced. */
    public static final int MOST_SET_ASIDE = 64;

    private static final Urgency[] MOST_URGENT_FIRST = {Urgency.NESTED, Urgency.AWAITED, Urgency.BACKGROUND};

    private final int count;
    private final int spare;
    private final BiConsumer<Import, ImportThread> runner;

    /** How many application threads wait for imports. Written by these threads. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** The imports to be run. An import is in the queue of its own urgency, or in none. Guarded by the lock. */
    private final Map<Urgency, Set<Import>> queues = new EnumMap<>(Urgency.class);

    /** There may be {@code spare} more while an application thread waits. The runner runs an import, if no other has claimed it. */
    public ImportThreads(int count, int spare, ClassLoader contextLoader, BiConsumer<Import, ImportThread> runner) {
        super("pluginhost-import-", count, contextLoader);
        this.count = count;
        this.spare = spare;
        this.runner = runner;
        for (Urgency urgency : MOST_URGENT_FIRST) {
            queues.put(urgency, new LinkedHashSet<>());
        }
    }

    @Override
    protected Thread make(ThreadGroup group, Runnable work, String name) {
        return new ImportThread(this, group, work, name);
    }

    @Override
    boolean mayGoOn(Import ended) {
        return ((ImportThread) Thread.currentThread()).isClean();
    }

    /** The current thread, if it is one of these. */
    public @Nullable ImportThread current() {
        ImportThread thread = ImportThread.current();
        return thread != null && thread.owner() == this ? thread : null;
    }

    // The queue

    /** Has an import run; false after {@link #stop}. If no thread can be started, it throws and is not run. */
    public boolean enqueue(Import operation) {
        return submit(operation);
    }

    /** Makes an import at least so urgent, whether it is queued or will be. */
    public void raise(Import operation, Urgency atLeast) {
        synchronized (lock) {
            if (operation.urgency().compareTo(atLeast) < 0) {
                boolean queued = queue(operation).remove(operation);
                operation.raise(atLeast);
                if (queued) {
                    add(operation);
                }
            }
        }
    }

    private Set<Import> queue(Import operation) {
        return queue(operation.urgency());
    }

    private Set<Import> queue(Urgency urgency) {
        return Objects.requireNonNull(queues.get(urgency));
    }

    @Override
    void add(Import operation) {
        queue(operation).add(operation);
    }

    @Override
    @Nullable
    Import poll() {
        for (Urgency urgency : MOST_URGENT_FIRST) {
            Iterator<Import> first = queue(urgency).iterator();
            if (first.hasNext()) {
                Import next = first.next();
                first.remove();
                return next;
            }
        }
        return null;
    }

    @Override
    int queued() {
        return queues.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    void clear() {
        for (Urgency urgency : MOST_URGENT_FIRST) {
            queue(urgency).clear();
        }
    }

    @Override
    void run(Import operation) {
        ImportThread self = (ImportThread) Thread.currentThread();
        try {
            runner.accept(operation, self);
        } finally {
            returned(self);
        }
    }

    private void returned(ImportThread thread) {
        synchronized (lock) {
            if (thread.isSetAside) {
                thread.isSetAside = false;
                setAside.decrementAndGet();
            }
            takeBack(thread);
        }
    }

    // How many threads there may be

    /**
     * Lends the place of a thread, until its import ends, to one more thread: it waits for something that may need an import thread. False if
     * none can be started, or it runs no import.
     */
    public boolean lend(ImportThread thread) {
        synchronized (lock) {
            if (thread.top() == null) {
                return false;
            }
            if (!thread.isReplaced) {
                replace(thread);
            }
        }
        return startThreads();
    }

    private void replace(ImportThread thread) {
        thread.isReplaced = true;
        limit++;
    }

    private void takeBack(ImportThread thread) {
        if (thread.isReplaced) {
            thread.isReplaced = false;
            limit--;
        }
    }

    /** Gives the place of a thread that is stuck in an import to a fresh thread; whether there is a thread left that is not stuck. */
    public boolean setAside(ImportThread thread, Import operation) {
        synchronized (lock) {
            // If it still runs the import, returned() is yet to come; if not, it is not stuck any more.
            if (!thread.isSetAside && thread.isAt(operation)) {
                thread.isSetAside = true;
                if (setAside.incrementAndGet() <= MOST_SET_ASIDE && !thread.isReplaced) {
                    replace(thread);
                }
            }
        }
        boolean started = startThreads();
        synchronized (lock) {
            return (started || running > setAside.get()) && !exhausted();
        }
    }

    /** Whether all threads that there may be are stuck, so that no import runs before one of them returns. */
    public boolean exhausted() {
        return setAside.get() >= MOST_SET_ASIDE + (waiting.get() > 0 ? count + spare : count);
    }

    /** To be called before an application thread waits for imports: the processor that it leaves is free for one of them. */
    public void beginWait() {
        if (spare > 0 && waiting.incrementAndGet() == 1) {
            allow(spare); // if no thread can be started, those that are there will do
        }
    }

    /** To be called after the wait. */
    public void endWait() {
        if (spare > 0 && waiting.decrementAndGet() == 0) {
            allow(-spare);
        }
    }
}
