package dev.pluginhost.impl.imports;

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

    /** What it is at, compared by identity. */
    default Object step() {
        return this;
    }

    /**
     * Gives up a step that hangs. Never waits.
     *
     * @param where the stack of its thread, in words that can follow "it is at"
     */
    default GivenUp giveUp(Object step, String where) {
        return GivenUp.FAILS;
    }

    /** Where it is, as a clause that can follow a comma; empty if there is nothing to say. */
    default String progress() {
        return "";
    }
}
