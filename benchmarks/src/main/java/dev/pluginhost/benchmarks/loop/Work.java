package dev.pluginhost.benchmarks.loop;

/** What goes on behind the loop while it is measured. */
interface Work extends AutoCloseable {

    /**
     * Does it, on threads other than the loop's.
     *
     * @return the sum of all plugins' totals
     */
    long run() throws Exception;

    /** Ends what is left of it, when the measurement is over. */
    @Override
    void close() throws Exception;
}
