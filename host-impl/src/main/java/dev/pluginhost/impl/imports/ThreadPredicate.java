package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A predicate by which the application names threads. One that throws has not named the thread: a call that may wait must
 * not fail because of it, so it is logged, once. Safe for use by any thread.
 */
final class ThreadPredicate {

    private final Predicate<Thread> predicate;
    private final String setting;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** A predicate that was given to a method of the builder. */
    ThreadPredicate(Predicate<Thread> predicate, String setting) {
        this.predicate = predicate;
        this.setting = setting;
    }

    boolean names(Thread thread) {
        try {
            return predicate.test(thread);
        } catch (Throwable thrown) { // of the application's own making
            if (reported.compareAndSet(false, true)) {
                Thrown.warn(
                        "The predicate " + predicate.getClass().getName() + " that was given to " + setting
                                + " failed for thread \"" + thread.getName()
                                + "\"; where it fails it names no thread, which is said only once",
                        thrown);
            }
            return false;
        }
    }
}
