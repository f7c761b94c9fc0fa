package dev.pluginhost.impl.state;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.recording.UnloadEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The operation that ends one instance of a plugin. It begins when the plugin's import is over, should that be under way, and when the
 * plugins that require it are unloaded. Its report comes later than its end, when the class loader has been looked for.
 *
 * <p>Thread-safe. When it is over it keeps nothing of the plugin alive.
 */
public final class Unload extends Operation {

    private static final AtomicLong TURNS = new AtomicLong();

    /** The unloads of the plugins that require this one. */
    private final List<Unload> before;

    /** Set to null by the end, as is the thread. Both are read by any thread. */
    private volatile @Nullable PluginInstance instance;

    /** The thread that runs the present step of the end. Written by the thread that runs this. */
    private volatile @Nullable Thread thread;

    /** The report until the class loader has been looked for; null if no plugin was there. */
    private volatile UnloadReport.@Nullable Plugin unchecked;

    /** When it was carried out, counted over all unloads. Written before {@link #unchecked}, as is the next. */
    private volatile long turn;

    /** Null if nothing is recorded. */
    private volatile @Nullable UnloadEvent event;

    /** What is to be reported. Empty if there was nothing to unload, as the import failed. The first to know it completes this. */
    private final CompletableFuture<Optional<UnloadReport.Plugin>> known = new CompletableFuture<>();

    /** The same, when it has been recorded. */
    private final CompletableFuture<Optional<UnloadReport.Plugin>> report = known.thenApply(this::record);

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

    @Override
    public @Nullable Thread thread() {
        return thread;
    }

    public void runOn(Thread stopping) {
        thread = stopping;
    }

    /** Ends it. Only the first call has an effect. */
    public void end() {
        thread = null; // which knows the plugin
        instance = null;
        finish(new Outcome.Gone());
    }

    /** Notes that a plugin is there and is unloaded from now on, and the report should its end never be known. */
    public void carryOut(UnloadReport.Plugin soFar) {
        turn = TURNS.incrementAndGet();
        event = Recorder.unloading();
        unchecked = soFar;
    }

    /** Notes that the plugin has ended, or hangs in its end, and the report should its class loader never be looked for. */
    public void carriedOut(UnloadReport.Plugin soFar) {
        Recorder.ended(event);
        unchecked = soFar;
    }

    public boolean wasCarriedOut() {
        return unchecked != null;
    }

    /** Gives the report, unless there is one. */
    public void report(Optional<UnloadReport.Plugin> what) {
        known.complete(what);
    }

    /** Gives the report without the class loader, or fails if there is none. */
    public void reportUnchecked(Throwable failure) {
        UnloadReport.Plugin soFar = unchecked;
        boolean unused = soFar == null ? known.completeExceptionally(failure) : known.complete(Optional.of(soFar));
    }

    private Optional<UnloadReport.Plugin> record(Optional<UnloadReport.Plugin> what) {
        if (what.isPresent()) { // not a lambda, which would load the type of the event
            Recorder.unloaded(what.get(), caller().description(), event);
        }
        return what;
    }

    /** The reports of unloads and of all before them, directly or through others, in the order in which they were carried out. */
    public static CompletableFuture<List<UnloadReport.Plugin>> reports(Collection<Unload> last) {
        Set<Unload> all = new LinkedHashSet<>();
        last.forEach(unload -> all.addAll(PluginInstance.inOrder(unload, each -> each.before)));
        return CompletableFuture.allOf(all.stream().map(unload -> unload.report).toArray(CompletableFuture<?>[]::new))
                .thenApply(over -> all.stream()
                        .sorted(Comparator.comparingLong(unload -> unload.turn))
                        .map(unload -> unload.report.join())
                        .flatMap(Optional::stream)
                        .toList());
    }
}
