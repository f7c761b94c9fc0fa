package dev.pluginhost.eventlooptests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.WouldBlockException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is true on the thread of every event loop. */
abstract class LoopContract extends LoopFixture {

    /** The kind of thread that the message names. */
    abstract String kind();

    private void assertRefused(String call, Thread loop, Throwable thrown) {
        WouldBlockException refusal = assertInstanceOf(WouldBlockException.class, thrown);
        assertEquals("acme.wanted", refusal.module());
        String message = refusal.getMessage();
        String thread =
                " would wait on the non-blocking thread \"" + loop.getName() + "\" (" + kind() + "), called by ";
        assertTrue(message.startsWith(call) && message.contains(thread), message);
        assertTrue(
                message.matches(".*, called by dev\\.pluginhost\\.eventlooptests/dev\\.pluginhost\\.eventlooptests\\."
                        + "LoopContract\\.lambda\\$\\w+\\$\\d+\\(LoopContract\\.java:\\d+\\); .*"),
                message);
    }

    @Test
    @DisplayName(
            "refuses to import what is not imported, names the plugin, the caller and the loop, and begins nothing")
    void refused() throws Exception {
        Executor loop = open();
        PluginHost host = host();
        Thread thread = on(loop, Thread::currentThread);
        Throwable thrown = thrownOn(loop, () -> host.importModule("acme.wanted"));
        assertRefused("importModule(\"acme.wanted\"), which is not imported yet,", thread, thrown);
        assertEquals(Optional.empty(), host.find("acme.wanted"));
    }

    @Test
    @DisplayName("gets what is imported")
    void imported() throws Exception {
        Executor loop = open();
        probe.release("go");
        PluginHost host = host();
        ImportedModule module = host.importModule("acme.wanted");
        assertSame(module, on(loop, () -> host.importModule("acme.wanted")));
    }

    @Test
    @DisplayName("imports without waiting, and is free until the result arrives")
    void asynchronous() throws Exception {
        Executor loop = open();
        PluginHost host = host();
        CompletableFuture<Thread> back = on(
                loop,
                () -> host.importModuleAsync("acme.wanted").thenApplyAsync(module -> Thread.currentThread(), loop));
        probe.awaitReached("go");
        Thread thread = on(loop, Thread::currentThread);
        probe.release("go");
        assertSame(thread, get(back));
    }

    @Test
    @DisplayName("refuses to wait for a future of the host, or for one derived from it")
    void join() throws Exception {
        Executor loop = open();
        PluginHost host = host();
        Thread thread = on(loop, Thread::currentThread);
        CompletableFuture<ImportedModule> wanted = host.importModuleAsync("acme.wanted");
        CompletableFuture<String> derived = wanted.thenApply(ImportedModule::name);
        probe.awaitReached("go");
        String call = "Waiting for the future of importModuleAsync(\"acme.wanted\")";
        assertRefused(call, thread, thrownOn(loop, () -> wanted.join()));
        assertRefused(call, thread, thrownOn(loop, () -> derived.get()));
        probe.release("go");
        assertEquals("acme.wanted", get(derived));
    }
}
