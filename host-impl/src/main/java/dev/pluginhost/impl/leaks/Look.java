package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.function.Consumer;

/**
 * How to look for holders in one place. Loads no class of a plugin and runs no code of one, but what the JDK does not let itself
 * be asked without; says what it finds as text alone and keeps nothing. Stateless.
 */
@FunctionalInterface
interface Look {

    /** Names what holds the plugin there. */
    void at(Suspect suspect, Consumer<Holder> found);
}
