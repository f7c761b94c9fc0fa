package dev.pluginhost.moduletests.api;

/** A service of this module that plugins provide. */
public interface Greeter {

    /** Greets. */
    String greet();
}
