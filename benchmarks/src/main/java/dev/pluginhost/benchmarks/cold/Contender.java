package dev.pluginhost.benchmarks.cold;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A system that loads plugins. It gets a directory of jars and must find out by itself what is in them. Used once, by one
 * thread. A contender does without lambdas of its own where they would be the first of its JVM: they cost milliseconds.
 */
interface Contender extends Closeable {

    /**
     * Loads all plugins and calls each one's service.
     *
     * @return the sum
     */
    long all(Path plugins) throws Exception;

    /**
     * Loads one of all plugins, with those it requires, and calls its service.
     *
     * @return what it says
     */
    long one(Path plugins, String name) throws Exception;

    /** Ends it, when the measurement is over; until then it holds what it has loaded. */
    @Override
    void close() throws IOException;
}
