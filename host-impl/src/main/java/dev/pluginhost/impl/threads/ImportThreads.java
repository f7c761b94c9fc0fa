package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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

    /** A thread that runs imports. Its name says which plugin it imports, so that log lines of parallel imports can be distinguished. */
    public static final class ImportThread extends PoolThread {

        private final String plainName;

        /** The imports that it runs, the innermost last. Written by this thread under {@link #interrupting}, read by any; immutable. */
        private volatile List<Import> running = List.of();

        /** Held by the thread that interrupts the innermost import, so that no other import is interrupted. */
        private final Object interrupting = new Object();

        /** Whether no code of a plugin has run on it that may have left something there. Confined to this thread. */
        private boolean clean = true;

        /** Whether it is stuck. Guarded by the lock of the pool. */
        boolean isSetAside;

        /** Whether another thread has its place until its import ends. Guarded by the lock of the pool. */
        boolean isReplaced;

        ImportThread(ImportThreads owner, ThreadGroup group, Runnable work, String name) {
            super(owner, group, work, name);
            this.plainName = name;
        }

        /** The current thread, if it is an import thread of any host. */
        public static @Nullable ImportThread current() {
            return Thread.currentThread() instanceof ImportThread thread ? thread : null;
        }

        /** The import threads of its host. */
        public ImportThreads owner() {
            return (ImportThreads) owner;
        }

        /** Its name without the plugin's. */
        public String plainName() {
            return plainName;
        }

        /** The name of any thread, without that of a plugin that it imports. */
        public static String plainName(Thread thread) {
            return thread instanceof ImportThread importer ? importer.plainName : thread.getName();
        }

        /** The operation that a thread runs, of any host; null if it runs none. */
        public static @Nullable Operation operationOf(Thread thread) {
            if (thread instanceof ImportThread importer) {
                return importer.top();
            }
            return thread instanceof ThreadPool.PoolThread && thread instanceof StopThread stopper
                    ? stopper.operation()
                    : null;
        }

        /** Begins to run an import, on this thread. An interrupt for an import that ran before must not hit this one. */
        public void begin(Import operation) {
            List<Import> now = new ArrayList<>(running);
            now.add(operation);
            synchronized (interrupting) {
                running = List.copyOf(now);
                forgetInterrupt();
            }
            showName(operation);
        }

        /** Ends the innermost import. An interrupt for it must not hit the next one, nor the one around it. */
        public void endLast() {
            Import around;
            synchronized (interrupting) {
                running = List.copyOf(running.subList(0, running.size() - 1)); // a view would keep the import
                around = top();
                forgetInterrupt();
                if (around != null && around.isOver()) {
                    interrupt(); // its timeout has ended meanwhile
                }
            }
            showName(around);
        }

        private void forgetInterrupt() {
            if (!owner.isShutDown()) {
                Thread.interrupted();
            }
        }

        private void showName(@Nullable Import operation) {
            if (clean) { // else a plugin may hold the monitor that this takes
                setName(operation == null ? plainName : plainName + " [" + operation.name() + "]");
            }
        }

        /** Whether no code of a plugin has run on this thread, which is the current one, or only such as leaves nothing there. */
        public boolean isClean() {
            return clean;
        }

        /** To be called on this thread before code of a plugin runs on it, and when that is over. */
        public void setClean(boolean isClean) {
            clean = isClean;
        }

        /** Whether it runs an import, as the innermost or around others. */
        public boolean isAt(Import operation) {
            return running.contains(operation);
        }

        /** The innermost import that it runs; null if it is idle. */
        public @Nullable Import top() {
            List<Import> now = running;
            return now.isEmpty() ? null : now.get(now.size() - 1);
        }

        /** Has this thread interrupted if it runs an import as the innermost. Does not wait. */
        public void interruptIfAt(Import operation) {
            ThreadPool.runElsewhere(
                    () -> {
                        synchronized (interrupting) {
                            if (top() == operation) {
                                interrupt();
                            }
                        }
                    },
                    this);
        }
    }

    /** So many threads may be stuck in plugins at the same time and still be replaced. */
    public static final int MOST_SET_ASIDE = 64;

    private final int count;
    private final int spare;
    private final BiConsumer<Import, ImportThread> runner;

    /** How many application threads wait for imports. Written by these threads. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** The imports to be run, the most urgent first. An import is in the queue of its own urgency, or in none. Guarded by the lock. */
    private final Map<Urgency, Set<Import>> queues = new LinkedHashMap<>();

    /** There may be {@code spare} more while an application thread waits. The runner runs an import, if no other has claimed it. */
    public ImportThreads(int count, int spare, ClassLoader contextLoader, BiConsumer<Import, ImportThread> runner) {
        super("pluginhost-import-", count, contextLoader);
        this.count = count;
        this.spare = spare;
        this.runner = runner;
        queues.put(Urgency.NESTED, new LinkedHashSet<>());
        queues.put(Urgency.AWAITED, new LinkedHashSet<>());
        queues.put(Urgency.BACKGROUND, new LinkedHashSet<>());
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
                boolean queued = remove(operation);
                operation.raise(atLeast);
                if (queued) {
                    add(operation);
                }
            }
        }
    }

    private Set<Import> queue(Import operation) {
        return Objects.requireNonNull(queues.get(operation.urgency()));
    }

    @Override
    void add(Import operation) {
        queue(operation).add(operation);
    }

    @Override
    @Nullable
    Import poll() {
        for (Set<Import> queue : queues.values()) {
            Iterator<Import> first = queue.iterator();
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
        int queued = 0;
        for (Set<Import> queue : queues.values()) {
            queued += queue.size();
        }
        return queued;
    }

    @Override
    boolean remove(Import operation) {
        return queue(operation).remove(operation);
    }

    @Override
    void clear() {
        queues.values().forEach(Set::clear);
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
            if (thread.isReplaced) {
                thread.isReplaced = false;
                limit--;
            }
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
