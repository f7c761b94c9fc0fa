package dev.pluginhost.impl.state;

import dev.pluginhost.UnloadReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operation that ends one instance of a plugin. It begins when the plugin's import is over, should that be under way, and when the
 * plugins that require it are unloaded. Its report comes later than its end, when the class loader has been looked for.
 *
 * <p>Safe for use by any thread. When it is over it keeps nothing of the plugin alive.
 */
public final class Unload extends Operation {

    /** The unloads of the plugins that require this one. */
    private final List<Unload> before;

    /** Set to null by the end. Read by any thread. */
    private volatile @Nullable PluginInstance instance;

    /** When it began, counted over all unloads of the host. Written by the thread that runs it, before it is reported. */
    private volatile long turn = Long.MAX_VALUE;

    /** The thread that ends the plugin. Written by the thread that runs this, read by any; null after the end. */
    private volatile @Nullable Thread thread;

    /** Whether a plugin was there and was unloaded. Written before the end by the thread that runs it; read after it. */
    private volatile boolean carriedOut;

    /** The report as it is before the class loader has been looked for. Written and read by any thread. */
    private volatile UnloadReport.@Nullable Plugin unchecked;

    /** Empty if there was nothing to unload, as the import failed. */
    private final CompletableFuture<Optional<UnloadReport.Plugin>> report = new CompletableFuture<>();

    Unload(PluginInstance instance, List<Unload> before, Caller caller) {
        super(instance.name(), instance.node().candidate().location(), caller);
        this.instance = instance;
        this.before = List.copyOf(before);
    }

    @Override
    public @Nullable PluginInstance instance() {
        return instance;
    }

    @Override
    public String words() {
        return "unloading of plugin " + name();
    }

    @Override
    List<Operation> pending() {
        List<Operation> pending = new ArrayList<>();
        for (Unload unload : before) {
            if (!unload.isOver()) {
                pending.add(unload);
            }
        }
        PluginInstance of = instance;
        Import underWay = of == null ? null : of.underWay();
        if (underWay != null && !underWay.isOver()) {
            pending.add(underWay);
        }
        return pending;
    }

    /** Notes when it began. */
    public void turn(long newTurn) {
        turn = newTurn;
    }

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    /** Notes the thread that ends the plugin. */
    public void runOn(Thread stopping) {
        thread = stopping;
    }

    /** Notes that a plugin is there and is unloaded. */
    public void carryOut() {
        carriedOut = true;
    }

    /** Whether a plugin was there and was unloaded. */
    public boolean wasCarriedOut() {
        return carriedOut;
    }

    /** Ends it. Only the first call has an effect. */
    public void end() {
        thread = null; // which knows the plugin
        instance = null;
        finish(new Outcome.Gone());
    }

    // The report

    /** Notes the report, should the class loader never be looked for. */
    public void unchecked(UnloadReport.Plugin soFar) {
        unchecked = soFar;
    }

    /** Gives the report. */
    public void report(Optional<UnloadReport.Plugin> what) {
        report.complete(what);
    }

    /** Gives the report without the class loader, or fails if there is none. */
    public void reportUnchecked(Throwable failure) {
        UnloadReport.Plugin soFar = unchecked;
        if (soFar != null) {
            report.complete(Optional.of(soFar));
        } else {
            report.completeExceptionally(failure);
        }
    }

    /** The reports of this unload and of all before it, directly or through others, in the order in which they began. */
    public CompletableFuture<List<UnloadReport.Plugin>> reports() {
        Set<Unload> all = new LinkedHashSet<>(List.of(this));
        Deque<Unload> open = new ArrayDeque<>(all);
        while (!open.isEmpty()) {
            for (Unload earlier : open.remove().before) {
                if (all.add(earlier)) {
                    open.add(earlier);
                }
            }
        }
        return CompletableFuture.allOf(all.stream().map(unload -> unload.report).toArray(CompletableFuture<?>[]::new))
                .thenApply(over -> all.stream()
                        .sorted(Comparator.comparingLong(unload -> unload.turn))
                        .map(unload -> unload.report.join())
                        .flatMap(Optional::stream)
                        .toList());
    }
}
