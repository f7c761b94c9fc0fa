package dev.pluginhost.impl;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/** How much of it is in use. */
final class Metaspace {

    private Metaspace() {}

    /** In bytes; what can be unloaded is. */
    static long used() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .findFirst()
                .map(MemoryPoolMXBean::getUsage)
                .orElseThrow(() -> new AssertionError("this JVM has no metaspace"))
                .getUsed();
    }
}
