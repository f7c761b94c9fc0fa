package dev.pluginhost.impl.wait;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginInUseException;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.wait.WaitGraph.Cycle;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What waits are refused with, or end with. Apart from {@link Waits}, so that a wait that succeeds loads none of these exceptions. */
public final class Refusals {

    private Refusals() {}

    /** For a call within a plugin's start or stop that would wait for what the host does as a whole. */
    static PluginException withinPlugin(String call, Operation own) {
        return new PluginException(
                Reason.IMPORT_CYCLE,
                call + " would wait for plugins that may wait for " + own.name() + ", whose "
                        + (own instanceof Unload ? "stop" : "start") + " calls it (" + Caller.here()
                        + "); plugins import what they need by name",
                origin(own, ImportStage.START),
                List.of(own.name(), own.name()),
                null);
    }

    /** For a thread that would wait for itself, in a call for several plugins if one is given. */
    static PluginException cycle(Cycle cycle, String batch) {
        Operation target = cycle.target();
        String words = target.words();
        return new PluginException(
                Reason.IMPORT_CYCLE,
                Character.toUpperCase(words.charAt(0)) + words.substring(1) + " would wait for itself: "
                        + String.join(" -> ", cycle.path())
                        + " (" + String.join(", ", cycle.steps()) + ")" + (batch.isEmpty() ? "" : ", in " + batch)
                        + "; within its start or stop a plugin must not wait for what waits for it: wait later, or"
                        + " continue with thenAccept or a similar method",
                origin(target, ImportStage.QUEUE),
                cycle.path(),
                null);
    }

    /** The exception for a caller whose own timeout has ended, while an import goes on or none is under way. */
    public static PluginException timedOut(String name, @Nullable Import operation, Deadline deadline, Caller caller) {
        Progress progress = operation == null ? null : Progress.of(operation);
        return new ImportTimeoutException(
                "Plugin " + name + " was not imported within " + Deadline.words(deadline.timeout())
                        + ", the timeout of "
                        + caller + ": "
                        + (progress == null
                                ? "its import has not begun, or has ended in this moment; call again, or allow more time"
                                : "it " + progress.words() + "; its import goes on, so call again, or allow more time"),
                operation == null ? Origin.of(name) : origin(operation, operation.stage()),
                progress == null ? null : progress.stack());
    }

    /** For a thread that was interrupted while it waited for an import. */
    static PluginException interrupted(Import operation, @Nullable InterruptedException cause) {
        return new ImportInterruptedException(
                "Thread \"" + Thread.currentThread().getName() + "\" was interrupted while it waited for plugin "
                        + operation.name() + "; the import goes on",
                origin(operation, operation.stage()),
                cause);
    }

    private static Origin origin(Operation operation, ImportStage stage) {
        return new Origin(operation.name(), stage, Optional.of(operation.location()));
    }

    /** For an unload of a plugin that others require. */
    public static PluginException inUse(String name, List<String> dependents, Caller caller) {
        return new PluginInUseException(
                "Plugin " + name + " is required by " + String.join(", ", dependents) + ", so it was not unloaded, as "
                        + caller + " wanted; unload these before, or let them go with it (Dependents.UNLOAD_FIRST)",
                new Origin(name, ImportStage.START, Optional.empty()),
                dependents,
                null);
    }

    /** Why the wait for a future of the host has failed, but for the caller's timeout. */
    public static RuntimeException ofWait(Exception failure) {
        if (failure instanceof InterruptedException) {
            return interrupted(failure);
        }
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        if (cause instanceof HostClosedException) {
            return FailedImport.closed("").exception();
        }
        return cause instanceof PluginException typed
                ? typed
                : new IllegalStateException(
                        "The plugin host failed: " + Thrown.text(cause == null ? failure : cause), cause);
    }

    /** For the current thread, which was interrupted and stays so. */
    public static PluginException interrupted(Throwable cause) {
        Thread thread = Thread.currentThread();
        thread.interrupt();
        String fact = "Thread \"" + thread.getName() + "\" was interrupted while it waited for the plugin host";
        return FailedImport.ofCall(Reason.INTERRUPTED, fact, cause).exception();
    }

    /** The results for plugins if there is no graph, because the host is closed or the sources cannot be read. */
    public static Map<String, ImportResult> results(List<String> names, Throwable thrown) {
        if (!(thrown instanceof PluginException failure)) {
            throw new CompletionException(thrown);
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
