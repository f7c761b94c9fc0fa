package dev.pluginhost.impl.imports;

import org.jspecify.annotations.Nullable;

/** A thread that runs what ends one plugin: its stop, or the closing of its files. */
final class StopThread extends Thread {

    private final Stops owner;
    private final @Nullable Departure departure;

    StopThread(Stops owner, @Nullable Departure departure, ThreadGroup group, Runnable target, String name) {
        super(group, target, name, 0, false);
        this.owner = owner;
        this.departure = departure;
    }

    /** The current thread, if it is one of these, of whichever host. */
    static @Nullable StopThread current() {
        return Thread.currentThread() instanceof StopThread thread ? thread : null;
    }

    Stops owner() {
        return owner;
    }

    /** What it is part of, unless that is the end of the host. */
    @Nullable
    Departure departure() {
        return departure;
    }
}
