package dev.pluginhost.impl;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.wait.Futures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What calls of the host fail with. Apart from the host, so that a call that does not fail loads none of these exceptions. */
final class CallFailures {

    private CallFailures() {}

    /** Why a wait for a future of the host has failed; for one plugin if a name is given. */
    static RuntimeException ofWait(Exception failure, Imports imports, String name, Deadline deadline) {
        if (failure instanceof TimeoutException) {
            return imports.timedOut(name, deadline, Caller.here());
        }
        if (failure instanceof InterruptedException interrupt) {
            return interrupted(interrupt);
        }
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        if (cause instanceof HostClosedException) {
            return Imports.closed("");
        }
        return cause instanceof PluginException typed
                ? typed
                : new IllegalStateException(
                        "The plugin host failed: " + Thrown.text(cause == null ? failure : cause), cause);
    }

    /** The exception for the current thread, which was interrupted and stays so. */
    static RuntimeException interrupted(@Nullable InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ImportInterruptedException(
                "Thread \"" + Thread.currentThread().getName()
                        + "\" was interrupted while it waited for the plugin host",
                Origin.of(""),
                cause == null ? new InterruptedException() : cause);
    }

    /** The results if there is no graph, because the host is closed or the sources cannot be read. */
    static Map<String, ImportResult> ofAll(List<String> names, Throwable thrown) {
        if (!(Futures.unwrapped(thrown) instanceof PluginException failure)) {
            throw new CompletionException(Futures.unwrapped(thrown));
        }
        Map<String, ImportResult> results = new LinkedHashMap<>();
        for (String name : names) {
            PluginException own = failure instanceof HostClosedException
                    ? FailedImport.closed(name).exception()
                    : failure;
            results.put(name, new ImportResult(name, ImportResult.Outcome.FAILED, Optional.empty(), Optional.of(own)));
        }
        return Collections.unmodifiableMap(results);
    }
}
