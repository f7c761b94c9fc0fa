package dev.pluginhost.impl;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.StartReport;
import dev.pluginhost.impl.deploy.HotDeployment;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.wait.HostFuture;
import dev.pluginhost.modules.check.GraphCheck;
import dev.pluginhost.modules.graph.PluginGraph;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Starts a host: reads the sources, imports the eager plugins, and begins to import the background plugins. Thread-safe. */
final class HostStart {

    private static final Caller START = new Caller("PluginHost.start");

    private final Installed installed;
    private final Imports imports;
    private final @Nullable HotDeployment hotDeployment;
    private final LongSupplier nanoClock;

    /** The start that is under way: all callers share it. Set by the first of them, cleared by the thread that ends it. */
    private final AtomicReference<@Nullable HostFuture<StartReport>> underWay = new AtomicReference<>();

    /** The report of a start that is not logged. Set by the thread that ends a start, cleared by the one that logs it. */
    private final AtomicReference<@Nullable StartReport> unlogged = new AtomicReference<>();

    HostStart(Installed installed, Imports imports, @Nullable HotDeployment hotDeployment, LongSupplier nanoClock) {
        this.installed = installed;
        this.imports = imports;
        this.hotDeployment = hotDeployment;
        this.nanoClock = nanoClock;
    }

    /** Begins a start, or joins the one that is under way. The future is shared: foreign code gets a copy. */
    CompletableFuture<StartReport> begin() {
        HostFuture<StartReport> mine = imports.futures().ofCall("", "Waiting for the future of startAsync()", true);
        HostFuture<StartReport> other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Starting starting = new Starting(this, mine, nanoClock.getAsLong());
        try {
            // A host that watches reads after the watch has begun, so that no change is missed.
            CompletableFuture<PluginGraph> reading =
                    hotDeployment != null ? hotDeployment.begin("start()") : installed.readOnce(imports, "start()");
            CompletableFuture<PluginGraph> unused = reading.whenComplete(starting);
        } catch (Throwable thrown) { // such as no memory for another thread: the next start must not wait for this one
            starting.end(null, thrown);
        }
        return mine;
    }

    /** A start that is under way: what is done when the sources have been read. */
    private record Starting(HostStart owner, HostFuture<StartReport> report, long began)
            implements BiConsumer<@Nullable PluginGraph, @Nullable Throwable>, Runnable {

        @Override
        public void accept(@Nullable PluginGraph graph, @Nullable Throwable thrown) {
            if (thrown == null) {
                owner.imports.futures().deliver(this);
            } else {
                owner.imports.futures().deliver(() -> end(null, thrown));
            }
        }

        /** On a callback thread. */
        @Override
        public void run() {
            try {
                PluginGraph graph = owner.installed.get();
                owner.log(graph.problems());
                List<String> eager = graph.names(ImportTiming.EAGER);
                if (eager.isEmpty()) {
                    end(owner.report(graph, Map.of(), began), null);
                } else {
                    CompletableFuture<StartReport> unused = owner.begin(eager)
                            .thenApply(results -> owner.report(graph, results, began))
                            .whenComplete(this::end);
                }
            } catch (Throwable thrown) {
                end(null, thrown);
            }
        }

        void end(@Nullable StartReport value, @Nullable Throwable thrown) {
            owner.underWay.set(null); // its failures keep the classes of the plugins that failed
            owner.unlogged.set(value);
            report.accept(value, thrown);
            owner.logReport();
        }
    }

    private CompletableFuture<Map<String, ImportResult>> begin(List<String> eager) {
        return imports.importEach(installed, eager, START, Urgency.AWAITED, "startAsync()", true);
    }

    private StartReport report(PluginGraph graph, Map<String, ImportResult> eager, long began) {
        if (imports.table().isClosed()) {
            throw Imports.closed("");
        }
        Duration took = Duration.ofNanos(nanoClock.getAsLong() - began);
        List<String> background = graph.names(ImportTiming.BACKGROUND);
        if (!background.isEmpty()) {
            background = new ArrayList<>(background);
            background.removeIf(name -> graph.obstacle(name, "").isPresent()); // its problem is in the report
            CompletableFuture<Map<String, ImportResult>> unused =
                    imports.importEach(installed, background, START, Urgency.BACKGROUND, "startAsync()", true);
        }
        if (!eager.isEmpty()) {
            awaitLogged(eager);
        }
        int lazy = graph.count(ImportTiming.LAZY);
        int refused = graph.count(ImportTiming.DISABLED);
        int others = graph.count(ImportTiming.EAGER) + graph.count(ImportTiming.BACKGROUND);
        int installed = others + lazy + refused;
        return new StartReport(took, installed, eager, background, lazy, refused, sorted(graph.problems()));
    }

    /** Logs that the host has started, unless that was done. */
    void logReport() {
        StartReport report = unlogged.getAndSet(null);
        if (report != null) {
            Thrown.tellSoon(Level.INFO, report.toString(), null);
        }
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.isEmpty() ? problems : GraphCheck.sorted(problems);
    }

    /** Waits a moment until failures are logged, so that what the caller logs next comes after them. */
    static void awaitLogged(Map<String, ImportResult> results) {
        if (results.values().stream().anyMatch(result -> result.failure().isPresent())) {
            Thrown.awaitWarnings();
        }
    }

    /** An application may ignore the report. */
    private void log(List<Problem> problems) {
        for (Problem problem : sorted(problems)) {
            if (problem.severity() == Problem.Severity.ERROR) {
                imports.log(problem);
            } else if (problem.severity() == Problem.Severity.WARNING) {
                Thrown.warnSoon(problem.message(), null);
            }
        }
    }
}
