package dev.pluginhost.impl.imports;

import org.jspecify.annotations.Nullable;

/** A thread that does steps of the end of one plugin: its stop, closing what it has registered, closing its files. */
final class StopThread extends Thread {

    private final Stops owner;
    private final @Nullable Transit part;

    StopThread(Stops owner, @Nullable Transit part, ThreadGroup group, Runnable target, String name) {
        super(group, target, name, 0, false);
        this.owner = owner;
        this.part = part;
    }

    /** The current thread, if it is one of these, of whichever host. */
    static @Nullable StopThread current() {
        return Thread.currentThread() instanceof StopThread thread ? thread : null;
    }

    Stops owner() {
        return owner;
    }

    /** The departure or the failing import that it is part of; none if the host ends. */
    @Nullable
    Transit part() {
        return part;
    }
}
