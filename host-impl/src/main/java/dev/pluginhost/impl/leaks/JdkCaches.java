package dev.pluginhost.impl.leaks;

import java.lang.invoke.MethodHandles;

/** Caches of the JDK that would hold an unloaded plugin softly. Stateless. */
public final class JdkCaches {

    private JdkCaches() {}

    /**
     * Clears what the JDK has cached of a plugin's classes, as far as it lets us. To be called once the plugin has stopped.
     *
     * @param loader the plugin's
     * @param inPlugin a look-up in each module of the plugin, where there is one; some caches are cleared for a caller alone
     */
    public static void clear(ClassLoader loader, Iterable<MethodHandles.Lookup> inPlugin) {
        // coming
    }
}
