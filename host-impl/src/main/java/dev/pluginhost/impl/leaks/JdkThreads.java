package dev.pluginhost.impl.leaks;

import java.util.Set;

/**
 * Threads that the JDK starts for whoever needs them, keeps for all, and that have the context class loader of that first one. No
 * plugin can end them. Stateless.
 */
final class JdkThreads {

    /** Behind each child process, and for a minute after its end, before Java 18; behind all timers of Swing. */
    private static final Set<String> NAMES = Set.of("process reaper", "TimerQueue");

    private JdkThreads() {}

    /** Gives them the system class loader as context class loader, which they do not use. */
    static void letGo() {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            // of the JDK's own class: a plugin's could run code of the plugin here
            if (thread.getClass() == Thread.class && NAMES.contains(thread.getName()) && hasForeign(thread, system)) {
                thread.setContextClassLoader(system);
            }
        }
    }

    private static boolean hasForeign(Thread thread, ClassLoader system) {
        ClassLoader loader = thread.getContextClassLoader();
        return loader != null && loader != system;
    }
}
