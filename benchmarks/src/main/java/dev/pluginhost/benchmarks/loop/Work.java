package dev.pluginhost.benchmarks.loop;

import java.io.Closeable;
import java.io.IOException;

/** What goes on behind the loop while it is measured. */
interface Work extends Closeable {

    /**
     * Does it, on threads other than the loop's.
     *
     * @return the sum of all plugins' totals
     */
    long run() throws Exception;

    /** Ends what is left of it, when the measurement is over. */
    @Override
    void close() throws IOException;
}
