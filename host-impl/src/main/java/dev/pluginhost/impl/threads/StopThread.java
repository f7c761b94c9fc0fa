package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.state.Operation;
import org.jspecify.annotations.Nullable;

/** A thread that runs steps of the end of one plugin: its stop, and the closing of what it has registered and of its files. */
public final class StopThread extends Thread {

    private final StopThreads owner;
    private final @Nullable Operation operation;

    StopThread(
            StopThreads owner, @Nullable Operation operation, ThreadGroup group, Runnable work, String name) {
        super(group, work, name, 0, false);
        this.owner = owner;
        this.operation = operation;
    }

    /** The current thread, if it is one of these, of any host. */
    public static @Nullable StopThread current() {
        return Thread.currentThread() instanceof StopThread thread ? thread : null;
    }

    /** The stop threads of its host. */
    public StopThreads owner() {
        return owner;
    }

    /** The unload or the failing import that it is part of; null if the host is being closed. */
    public @Nullable Operation operation() {
        return operation;
    }
}
