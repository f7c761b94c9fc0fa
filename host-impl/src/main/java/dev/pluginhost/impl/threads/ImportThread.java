package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A thread that runs imports. Its name says which plugin it imports, so that log lines of parallel imports can be distinguished. */
public final class ImportThread extends ThreadPool.PoolThread {

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
