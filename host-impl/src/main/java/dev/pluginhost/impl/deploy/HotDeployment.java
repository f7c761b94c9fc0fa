package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.impl.watch.LastingWarnings;
import dev.pluginhost.impl.watch.SourceWatch;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Lets the {@link Follower} follow what the watch reports, one burst after another, in turn with reloads. Thread-safe. */
public final class HotDeployment implements AutoCloseable {

    /** For so many settling times a plugin that cannot be used may be half written. */
    private static final int GRACE = 10;

    /** For so long a start waits for the first walk of the watch. */
    private static final Duration FIRST_WALK = Duration.ofSeconds(2);

    private final Duration grace;
    private final Reloads reloads;
    private final Follower follower;
    private final SourceWatch watch;

    /** Whether a timer is set that follows once more. */
    private final AtomicBoolean timed = new AtomicBoolean();

    /** Not begun; changes have settled when nothing has changed for the settling time. */
    public HotDeployment(Reloads reloads, List<Source> sources, Duration settle, ClassLoader contextLoader) {
        this.reloads = reloads;
        this.grace = settle.multipliedBy(GRACE);
        this.follower = new Follower(reloads, new LastingWarnings(grace, System::nanoTime));
        this.watch = new SourceWatch(sources, settle, this::follow, contextLoader);
    }

    /**
     * Begins to watch, unless that is done, and then reads the sources: the watch reports only what changes after it has begun. Yields
     * what is installed.
     */
    public CompletableFuture<PluginGraph> begin(String call) {
        Installed installed = reloads.installed;
        return reloads.imports
                .readings()
                .begin(
                        call,
                        () -> {
                            watch.begin(FIRST_WALK);
                            return follower.hasBegun();
                        },
                        null)
                .thenCompose(hasBegun -> hasBegun
                        ? CompletableFuture.completedFuture(installed.get())
                        : installed.refresh(reloads.imports, call).thenApply(report -> follow(installed.get())));
    }

    private PluginGraph follow(PluginGraph now) {
        if (follower.begin(now) && !reloads.registry.all().isEmpty()) {
            followAgain(); // what was imported before may have changed before
        }
        return now;
    }

    /** Called by the watch; returns when it is done, so that what changes meanwhile is one more burst. */
    private void follow(Changes changes) {
        enqueue(changes).join();
    }

    private void followAgain() {
        CompletableFuture<Void> unused = enqueue(null);
    }

    private void followWhenTimed() {
        timed.set(false);
        followAgain();
    }

    /** Follows changes, or, if there are none, what may have changed unnoticed. */
    private CompletableFuture<Void> enqueue(@Nullable Changes changes) {
        return reloads.enqueue(() -> {
                    follower.follow(changes);
                    if (follower.isWaiting() && timed.compareAndSet(false, true)) {
                        reloads.imports.after(grace, this::followWhenTimed);
                    }
                    return true;
                })
                .handle((done, thrown) -> {
                    if (thrown != null && !(Futures.unwrapped(thrown) instanceof HostClosedException)) {
                        Thrown.warn("Changes of plugins on disk could not be followed: " + Thrown.text(thrown), thrown);
                    }
                    return null;
                });
    }

    /** Follows nothing more; what is under way ends with the host. */
    @Override
    public void close() {
        watch.close();
    }
}
