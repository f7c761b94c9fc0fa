package dev.pluginhost.impl.leaks;

import dev.pluginhost.Holder;
import java.util.function.Consumer;

/**
 * One place to look for holders in. Runs no code of a plugin and loads no class of one; says what it finds as text alone and
 * keeps nothing. Stateless.
 */
@FunctionalInterface
interface Look {

    /**
     * Names what holds the plugin there.
     *
     * @throws LinkageError if the JDK module that it is about is not there
     */
    void at(Suspect suspect, Consumer<Holder> found);
}
