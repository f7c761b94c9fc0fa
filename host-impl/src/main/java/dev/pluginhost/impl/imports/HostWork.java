package dev.pluginhost.impl.imports;

import org.jspecify.annotations.Nullable;

/**
 * Something that a thread of the host's does as a whole, in steps of which each may take as long as an import. Implementations are safe for
 * use by any thread.
 */
@FunctionalInterface
public interface HostWork<T> {

    /** What came of giving up a step. */
    enum GivenUp {
        /** It was over already, and the thread goes on. */
        MOVED_ON,
        /** Another thread may call {@link #run} to do the rest; what the first one finds from now on is thrown away. */
        GOES_ON,
        /** There is no rest that can be done without it. */
        FAILS
    }

    /** Does it, or what is left of it. */
    T run();

    /** A step, known by its identity. Immutable. */
    class Step {

        /** When it began, by {@link System#nanoTime}. */
        private final long began = System.nanoTime();

        final long began() {
            return began;
        }
    }

    /** The step that it is at; null if it has no steps, or none has begun. */
    default @Nullable Step step() {
        return null;
    }

    /**
     * Gives up a step that hangs, or all if there is none. Never waits.
     *
     * @param where where the thread is that hangs, as words that can follow another clause in brackets
     */
    default GivenUp giveUp(@Nullable Step step, String where) {
        return GivenUp.FAILS;
    }

    /** Where it is, as a clause that can follow a comma; empty if there is nothing to say. */
    default String progress() {
        return "";
    }
}
