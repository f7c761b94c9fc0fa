package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.watch.Settled;
import dev.pluginhost.impl.watch.SourceWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Has the {@link Follower} bring in what changes on disk, one burst of changes at a time, in turn with reloads.
 *
 * <p>Safe for use by any thread.
 */
public final class HotDeployment implements AutoCloseable {

    private final Installed installed;
    private final Registry registry;
    private final Reloads reloads;
    private final Follower follower;
    private final SourceWatch watch;

    /** Of sources that have settled when nothing in them has changed for so long. */
    public HotDeployment(
            Installed installed,
            Imports imports,
            Registry registry,
            Reloads reloads,
            List<Source> sources,
            Duration settle,
            ClassLoader contextLoader) {
        this.installed = installed;
        this.registry = registry;
        this.reloads = reloads;
        this.follower = new Follower(installed, imports, registry, reloads);
        this.watch = new SourceWatch(sources, settle, this::follow, contextLoader);
    }

    /**
     * Begins to watch, unless it has begun, and then reads the sources, even if that has been done: the watch tells of what
     * changes after it has begun, and nobody would tell of what has changed before.
     *
     * @return what is installed
     */
    public PluginGraph begin() {
        watch.begin();
        if (!follower.hasBegun()) {
            installed.refresh(); // on this thread, which is the one for that
            if (follower.begin(installed.readOnce()) && !registry.all().isEmpty()) {
                lookAgain(); // what was imported before may have changed before
            }
        }
        return installed.readOnce();
    }

    /** Follows nothing any more; what is under way ends with the host. */
    @Override
    public void close() {
        watch.close();
    }

    /** Returns when it is done, so that what changes meanwhile is one burst more. */
    private void follow(Settled settled) {
        enqueue(() -> follower.follow(settled)).join();
    }

    private void lookAgain() {
        CompletableFuture<Void> unused = enqueue(follower::followAgain);
    }

    private CompletableFuture<Void> enqueue(Supplier<CompletableFuture<Void>> following) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        reloads.enqueue(
                () -> {
                    CompletableFuture<Void> landed = following.get();
                    CompletableFuture<Void> unused = landed.thenRun(this::lookAgain);
                    done.complete(null);
                },
                thrown -> {
                    if (!(thrown instanceof HostClosedException)) {
                        Thrown.warn("Changes of plugins on disk could not be followed: " + Thrown.text(thrown), thrown);
                    }
                    done.complete(null);
                });
        return done;
    }
}
