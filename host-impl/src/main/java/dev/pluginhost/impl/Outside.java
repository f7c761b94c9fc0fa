package dev.pluginhost.impl;

import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.modules.check.GraphCheck;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the parts of a host take from outside: the clock for durations, the module path, and the log, for which a line without a throwable is
 * of this level. One class, as each lambda instead costs a class before the first import. Thread-safe.
 */
enum Outside implements LongSupplier, Supplier<Set<String>>, Consumer<String>, BiConsumer<String, Throwable> {
    INFO,
    WARNING;

    /** Where only the clock is meant. */
    static final Outside CLOCK = INFO;

    /** Where only the module path is meant. */
    static final Outside MODULE_PATH = INFO;

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }

    @Override
    public Set<String> get() {
        return GraphCheck.modulePath(this);
    }

    @Override
    public void accept(String message) {
        Thrown.tellSoon(Level.valueOf(name()), message, null);
    }

    @Override
    public void accept(String message, Throwable thrown) {
        Thrown.tellSoon(Level.DEBUG, message, thrown);
    }
}
