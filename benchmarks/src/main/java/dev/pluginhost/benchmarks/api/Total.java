package dev.pluginhost.benchmarks.api;

/** What each plugin provides: the interface of the application that is measured. */
public interface Total {

    long get();
}
