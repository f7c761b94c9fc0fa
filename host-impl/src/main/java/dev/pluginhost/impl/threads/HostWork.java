package dev.pluginhost.impl.threads;

import org.jspecify.annotations.Nullable;

/** Work of the host as a whole, in steps of which each may take as long as an import. Implementations are thread-safe. */
@FunctionalInterface
public interface HostWork<T> {

    /** What came of giving up a step. */
    enum GivenUp {
        /** The step was over already, and the thread goes on. */
        MOVED_ON,
        /** Another thread may call {@link #run} for the rest; what the first one finds from now on is dropped. */
        GOES_ON,
        /** The rest cannot be done without it. */
        FAILS
    }

    /** Does the work, or what is left of it. */
    T run();

    /** A step, known by its identity. Immutable. */
    class Step {

        private final long began = System.nanoTime();

        final long began() {
            return began;
        }
    }

    /** The step that is under way; null if there is none. */
    default @Nullable Step step() {
        return null;
    }

    /**
     * Gives up a step that hangs, or all of the work if there are no steps. Never waits.
     *
     * @param where where the thread is that hangs, as words in brackets
     */
    default GivenUp giveUp(@Nullable Step step, String where) {
        return GivenUp.FAILS;
    }

    /** What the work is at, as a clause with a comma before it; empty if there is nothing to say. */
    default String progress() {
        return "";
    }
}
