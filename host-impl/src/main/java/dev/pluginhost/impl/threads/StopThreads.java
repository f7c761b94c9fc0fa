package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.state.Operation;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads for the end of plugins. A pool carries out unloads and waits for the plugins within their timeouts. Each plugin's own steps run on a
 * {@link StopThread}, which may be left behind. Thread-safe.
 */
public final class StopThreads extends ThreadPool<Runnable> {

    /** A thread that runs steps of the end of one plugin: its stop, and the closing of what it has registered and of its files. */
    public static final class StopThread extends PoolThread {

        private final @Nullable Operation operation;

        StopThread(StopThreads owner, @Nullable Operation operation, ThreadGroup group, Runnable work, String name) {
            super(owner, group, work, name);
            this.operation = operation;
        }

        /** The unload or the failing import that it is part of; null if the host is being closed. */
        public @Nullable Operation operation() {
            return operation;
        }
    }

    private static final String PREFIX = "pluginhost-stop-";

    /** So many plugins are unloaded at the same time; the others wait. */
    private static final int MOST_AT_ONCE = 8;

    private final ClassLoader contextLoader;
    private final AtomicInteger count = new AtomicInteger();

    public StopThreads(ClassLoader contextLoader) {
        super("pluginhost-unload-", MOST_AT_ONCE, contextLoader);
        this.contextLoader = contextLoader;
    }

    @Override
    void run(Runnable unload) {
        unload.run();
    }

    /** Has an unload carried out; false after {@link #shutDown}. Throws if no thread can be started. */
    public boolean execute(Runnable unload) {
        return submit(unload);
    }

    /** Begins nothing more; what has begun goes on. */
    public void shutDown() {
        end(true);
    }

    /** The stop that waits may wait for another unload. */
    @Override
    void lend(int more) {
        allow(more);
    }

    /** The current thread, if it ends a plugin of any host. */
    public static @Nullable StopThread current() {
        // Asked in two steps, so that other threads do not load the class.
        return Thread.currentThread() instanceof PoolThread thread && thread instanceof StopThread stopper
                ? stopper
                : null;
    }

    /** Whether the current thread ends a plugin of this host. */
    public boolean isCurrent() {
        StopThread thread = current();
        return thread != null && thread.owner == this;
    }

    /** A thread, not started, for the end of a plugin, as part of an operation unless the host is being closed. */
    public StopThread newThread(String plugin, @Nullable Operation operation, Runnable work) {
        String name = PREFIX + count.incrementAndGet() + " [" + plugin + "]";
        var threads = new DaemonThreads(PREFIX, contextLoader) {
            @Override
            protected Thread make(ThreadGroup group, Runnable target, String unused) {
                return new StopThread(StopThreads.this, operation, group, target, name);
            }
        };
        return (StopThread) threads.newThread(work);
    }
}
