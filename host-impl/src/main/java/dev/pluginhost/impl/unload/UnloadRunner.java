package dev.pluginhost.impl.unload;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Plugin.Collection;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.leaks.CollectionCheck;
import dev.pluginhost.impl.leaks.CollectionCheck.UnloadGroup;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.recording.UnloadEvent;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.PluginInstance;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.PluginLayer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs unloads, each on a thread that may wait for the plugin's code: the plugin becomes invisible, listeners are notified, it is torn down,
 * and then its class loader is looked for. Thread-safe.
 */
public record UnloadRunner(
        Settings settings, PluginTable table, StopThreads threads, TearDown tearDown, Events events) {

    /** Begins the unloads of plugins that were marked in one step. With no lock held: if no thread can be started, they run here. */
    public void begin(List<Leaving> marked) {
        UnloadGroup group = CollectionCheck.shared().group();
        try {
            for (Leaving leaving : marked) {
                if (leaving instanceof Leaving.Begun begun) {
                    begun.begun().forEach(unload -> start(unload, group));
                }
            }
        } finally {
            group.leave();
        }
    }

    private void start(Unload unload, UnloadGroup group) {
        group.add();
        unload.whenOver(group::leave);
        unload.whenReady(() -> {
            try {
                boolean unused = threads.execute(() -> run(unload, group)); // false at close, which calls it off
            } catch (OutOfMemoryError e) { // no thread can be started, and others wait for it
                run(unload, group);
            }
        });
    }

    private void run(Unload unload, UnloadGroup group) {
        PluginInstance instance = unload.instance();
        if (instance == null || !unload.begin()) {
            return;
        }
        CompletableFuture<Optional<UnloadReport.Plugin>> report;
        try {
            report = carryOut(unload, instance, group);
        } catch (Throwable thrown) { // whatever it is, those that wait for it must go on
            report = CompletableFuture.failedFuture(thrown);
            ThrownCopy copy = Thrown.copy(thrown);
            Thrown.warnSoon("The " + unload.words() + " failed: " + copy, copy);
        } finally {
            try {
                table.gone(instance);
            } finally {
                unload.end();
            }
        }
        CompletableFuture<Optional<UnloadReport.Plugin>> unused = report.whenComplete((unloaded, thrown) -> {
            if (thrown == null) {
                unload.report(unloaded);
            } else {
                unload.reportUnchecked(thrown);
            }
            table.unloads().remove(unload);
        });
    }

    /** The report, completed when the class loader has been looked for. This frame alone holds the plugin. */
    private CompletableFuture<Optional<UnloadReport.Plugin>> carryOut(
            Unload unload, PluginInstance instance, UnloadGroup group) {
        Imported imported = instance.imported();
        if (imported == null) {
            return CompletableFuture.completedFuture(Optional.empty()); // its import has failed
        }
        String why = "was unloaded at " + settings.clock().instant().truncatedTo(ChronoUnit.SECONDS) + ", wanted by "
                + unload.caller() + "; ask its host for it again";
        if (!table.withdraw(imported, why)) {
            return CompletableFuture.failedFuture(FailedImport.closed("").exception()); // close was first
        }
        Candidate candidate = imported.candidate();
        unload.carryOut(report(candidate, Collection.NOT_CHECKED, List.of(), List.of()));
        List<String> problems = end(imported, TimeBudget.each(settings.stopTimeout()), unload);
        unload.carriedOut(report(candidate, Collection.NOT_CHECKED, List.of(), problems));
        PluginLayer layer = imported.layer();
        return CollectionCheck.shared()
                .watch(candidate.name(), layer.loader(), layer.layer(), settings.collectionTimeout(), group)
                .thenApply(found -> Optional.of(report(candidate, found.collection(), found.holders(), problems)));
    }

    /** Ends a plugin that was withdrawn. Listeners for its services are notified while these can still be used. Returns what went wrong. */
    private List<String> end(Imported imported, TimeBudget time, @Nullable Unload unload) {
        Thrown.run("notify listeners that plugin " + imported.name() + " leaves", () -> {
            if (!time.awaitStep(share -> events.awaitTold(imported, share))) {
                events.forget(imported);
            }
            events.forgetListenersOf(imported.layer().loader()); // a plugin that is stopped is not notified
        });
        return tearDown.end(imported, time, unload);
    }

    private static UnloadReport.Plugin report(
            Candidate candidate, Collection collection, List<UnloadReport.Holder> holders, List<String> problems) {
        return new UnloadReport.Plugin(
                candidate.name(),
                candidate.descriptor().version(),
                candidate.location(),
                collection,
                holders,
                problems);
    }

    // Close

    /**
     * Calls off what has not begun: its plugins are stopped with the host. To be called when the table is closed. The caller ends what this
     * returns when the imports have ended: an import that comes after one of them must not begin.
     */
    public List<Unload> callOff() {
        threads.shutDown();
        List<Unload> calledOff = new ArrayList<>();
        for (Unload unload : table.unloads()) {
            if (unload.begin()) {
                unload.reportUnchecked(FailedImport.closed("").exception());
                table.unloads().remove(unload);
                calledOff.add(unload);
            }
        }
        return calledOff;
    }

    /** Ends a plugin that was withdrawn as the host is closed. */
    public void endAtClose(Imported imported, TimeBudget time) {
        UnloadEvent event = Recorder.unloading();
        List<String> problems = end(imported, time, null);
        Recorder.ended(event);
        UnloadReport.Plugin plugin = report(imported.candidate(), Collection.NOT_CHECKED, List.of(), problems);
        Recorder.unloaded(plugin, "PluginHost.close", event);
    }

    /** Waits until those under way are over, except one that the current thread is part of. */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        StopThread self = StopThreads.current();
        for (Unload unload : table.unloads()) {
            boolean own = self != null && self.operation() == unload;
            if (!own && !unload.await(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** Ends those that are not over or not reported: where a step hangs, runs the other steps, and reports what is known. */
    public void close(TimeBudget time) {
        StopThread self = StopThreads.current();
        for (Unload unload : table.unloads()) {
            PluginInstance instance = unload.instance();
            Imported imported = instance == null ? null : instance.imported();
            Thread stopper = unload.thread();
            if (imported != null && stopper != null && stopper != self) {
                String fact = "Plugin " + unload.name() + ", which is being unloaded, does not stop";
                String problem = new ThreadTrace(stopper).report(fact, unload.name(), stopper, false);
                unload.carriedOut(report(imported.candidate(), Collection.NOT_CHECKED, List.of(), List.of(problem)));
                List<String> unused = tearDown.end(imported, time, unload);
            }
            unload.reportUnchecked(FailedImport.closed("").exception());
        }
    }
}
