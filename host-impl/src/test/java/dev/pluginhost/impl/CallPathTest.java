package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way through the host")
class CallPathTest extends HostFixture {

    /** A reader follows so many calls from the top of a thread to the plugin, and never comes back into a class. */
    private static final int MOST_CALLS = 25;

    private List<StackTraceElement> pathOf(String call, AtomicReference<Throwable> where, Runnable use) {
        AppCall noted = AppCall.of(call, () -> {
            where.set(new Throwable());
            return null;
        });
        try (noted) {
            use.run();
        }
        List<StackTraceElement> path = new ArrayList<>();
        boolean inPlugin = true;
        for (StackTraceElement frame : where.get().getStackTrace()) {
            inPlugin &= !frame.getClassName().startsWith("dev.pluginhost.impl.lifecycle.");
            if (!inPlugin && frame.getClassName().startsWith("dev.pluginhost.")) {
                path.add(frame);
            }
        }
        return path;
    }

    private static void assertReadable(List<StackTraceElement> path) {
        assertTrue(path.size() <= MOST_CALLS, () -> path.size() + " calls: " + path);
        List<String> classes = new ArrayList<>();
        for (StackTraceElement frame : path) {
            String type = frame.getClassName().replaceAll("\\$.*", "");
            if (classes.isEmpty() || !classes.get(classes.size() - 1).equals(type)) {
                classes.add(type);
            }
        }
        assertEquals(classes.stream().distinct().toList(), classes, () -> "comes back: " + path);
    }

    @Test
    @DisplayName("from an import thread to the start of a plugin is short, and goes down")
    void start() {
        AtomicReference<Throwable> where = new AtomicReference<>();
        install(plugin("acme.a", AppCall.source("start") + ";"));
        PluginHost host = host();
        assertReadable(pathOf("start", where, () -> host.importModule("acme.a")));
    }

    @Test
    @DisplayName("from the thread that ends a plugin to its stop is short, and goes down")
    void stop() {
        AtomicReference<Throwable> where = new AtomicReference<>();
        install(plugin("acme.a").onStop(AppCall.source("stop") + ";"));
        PluginHost host = host();
        host.importModule("acme.a");
        assertReadable(pathOf("stop", where, () -> get(host.unload("acme.a"))));
    }
}
