package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Before Java 19 threads are made, started and ended under the monitor of their group. */
@DisplayName("A plugin that holds the monitor of its thread group")
class HeldThreadGroupTest extends HostFixture {

    private static final String GROUP = "var group = Thread.currentThread().getThreadGroup();";
    private static final String ROOT = GROUP + "while (group.getParent() != null) { group = group.getParent(); }";
    private static final String HOLD = "synchronized (group) { Probe.awaitUninterruptibly(\"held\"); }";

    /** While it is held, nothing else in this process may go on. */
    @AfterEach
    void release() {
        probe.release("held");
    }

    private PluginHost impatient() {
        return host(builder -> builder.closeTimeout(Duration.ofSeconds(2)));
    }

    private void startHolds(String group) {
        install(plugin("acme.other", "context.closeWithPlugin(() -> Probe.say(\"closed acme.other\"));"));
        install(plugin("acme.holds", group + HOLD));
        PluginHost host = impatient();
        host.importModule("acme.other");
        CompletableFuture<ImportedModule> holds = host.importModuleAsync("acme.holds");
        probe.awaitReached("held");
        assertTimeoutPreemptively(PATIENCE, host::close);
        assertInstanceOf(HostClosedException.class, failureOf(holds));
        assertEquals(1, probe.count("stopped acme.other"));
        assertEquals(1, probe.count("closed acme.other"));
    }

    @Test
    @DisplayName("in its start keeps no host from closing, and no plugin from being stopped")
    void inItsStart() {
        startHolds(GROUP);
    }

    @Test
    @DisplayName("in its start, and is in the root group's, keeps no host from closing")
    void ofTheRoot() {
        startHolds(ROOT);
    }

    @Test
    @DisplayName("in its stop keeps no host from closing, and no plugin from being stopped")
    void inItsStop() {
        install(plugin("acme.other"));
        install(plugin("acme.holds").onStop(GROUP + HOLD));
        PluginHost host = impatient();
        host.importModule("acme.other");
        host.importModule("acme.holds");
        assertTimeoutPreemptively(PATIENCE, host::close);
        assertEquals(1, probe.count("held"));
        assertEquals(1, probe.count("stopped acme.other"));
    }

    @Test
    @DisplayName(
            "with a thread of its own keeps nobody from importing, unloading and closing, in this host and in others")
    void withAThreadOfItsOwn() {
        install(plugin("acme.other"));
        install(
                plugin(
                        "acme.holds",
                        GROUP + "Thread thread = new Thread(() -> {" + HOLD + "});"
                                + "thread.setDaemon(true); thread.start(); while (thread.getState() != Thread.State.WAITING) {}"));
        PluginHost one = impatient();
        PluginHost other = host(builder -> builder.collectionTimeout(Duration.ZERO));
        one.importModule("acme.holds");
        assertTimeoutPreemptively(PATIENCE, () -> {
            one.importModule("acme.other");
            other.importModule("acme.other");
            get(other.unload("acme.other"));
            one.close();
            other.close();
        });
        assertEquals(2, probe.count("stopped acme.other"));
    }

    @Test
    @DisplayName("or of the thread that it was started on keeps nobody from importing")
    void ofTheThread() {
        for (int i = 0; i < 3; i++) { // more than there are threads
            install(plugin("acme.holds" + i, """
                    Thread importing = Thread.currentThread();
                    Thread thread = new Thread(() -> {
                        synchronized (importing) {
                            Probe.awaitUninterruptibly("held");
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                    while (thread.getState() != Thread.State.WAITING) {}
                    """));
        }
        install(plugin("acme.other"));
        PluginHost host = impatient();
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int i = 0; i < 3; i++) {
                host.importModule("acme.holds" + i);
            }
            host.importModule("acme.other");
            host.close();
        });
        assertEquals(1, probe.count("stopped acme.other"));
    }
}
