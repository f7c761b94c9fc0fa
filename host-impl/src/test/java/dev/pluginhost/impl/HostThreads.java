package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The threads of hosts. */
final class HostThreads {

    private HostThreads() {}

    static Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pluginhost-"))
                .collect(Collectors.toSet());
    }

    /** Waits until those that were not there before have ended: all end when they have nothing to do. */
    static void awaitNoneBut(Set<Thread> before) throws InterruptedException {
        for (Thread thread : alive()) {
            if (!before.contains(thread)) {
                thread.join(HostFixture.PATIENCE.toMillis());
            }
        }
        List<String> left = alive().stream()
                .filter(thread -> !before.contains(thread))
                .map(thread -> thread + " at " + List.of(thread.getStackTrace()))
                .toList();
        assertEquals(List.of(), left, "threads");
    }
}
