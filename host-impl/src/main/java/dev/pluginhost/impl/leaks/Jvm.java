package dev.pluginhost.impl.leaks;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

/** What a check needs of the virtual machine. Safe for use by any thread. */
interface Jvm {

    /** The machine that this runs on. */
    Jvm THIS = new Jvm() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public boolean collect() {
            Reference<Object> canary = new WeakReference<>(new Object());
            System.gc();
            return canary.refersTo(null);
        }

        @Override
        public void await(ReferenceQueue<Object> queue, long nanos) {
            try {
                queue.remove(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            } catch (InterruptedException e) {
                // of a thread that has nothing to be interrupted for: a look too many
            }
        }
    };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Asks for a full collection and waits for it; whether there was one. */
    boolean collect();

    /** Waits until a reference is enqueued, which it takes, or the time is over, or for no reason. */
    void await(ReferenceQueue<Object> queue, long nanos);
}
