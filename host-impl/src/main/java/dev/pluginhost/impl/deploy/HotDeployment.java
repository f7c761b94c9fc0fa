package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.imports.HostWork;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.watch.Changes;
import dev.pluginhost.impl.watch.LastingWarnings;
import dev.pluginhost.impl.watch.SourceWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the {@link Follower} bring in what changes on disk, one burst of changes at a time, in turn with reloads.
 *
 * <p>Safe for use by any thread.
 */
public final class HotDeployment implements AutoCloseable {

    /** What cannot be used may be half written: so many times the settling time it may last before it is warned of. */
    private static final int GRACE = 10;

    private final Duration grace;
    private final Imports imports;
    private final AtomicBoolean lookIsDue = new AtomicBoolean();
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
        this.imports = imports;
        this.grace = settle.multipliedBy(GRACE);
        this.follower =
                new Follower(installed, imports, registry, reloads, new LastingWarnings(grace, System::nanoTime));
        this.watch = new SourceWatch(sources, settle, this::follow, contextLoader);
    }

    /**
     * Begins to watch, unless it has begun, and then reads the sources, even if that has been done: the watch tells of what
     * changes after it has begun, and nothing would tell of what has changed before. It gives what is installed.
     */
    public HostWork<PluginGraph> beginning() {
        return new Beginning();
    }

    private final class Beginning implements HostWork<PluginGraph> {

        private enum Look {
            NOT_OVER,
            OVER,
            GIVEN_UP
        }

        /** The watch's first look at the sources; left by the thread that does it, or by the one that gives it up. */
        private final AtomicReference<Look> look = new AtomicReference<>(Look.NOT_OVER);

        private final HostWork<RefreshReport> reading = installed.refreshing();

        @Override
        public PluginGraph run() {
            if (look.get() == Look.NOT_OVER) {
                watch.begin();
                if (!look.compareAndSet(Look.NOT_OVER, Look.OVER)) {
                    lookAgain(); // the sources were read meanwhile, and may have changed between that and this look
                    throw new CancellationException("another thread goes on");
                }
            }
            if (!follower.hasBegun()) {
                reading.run(); // on this thread, which is the one for that
                if (follower.begin(installed.get()) && !registry.all().isEmpty()) {
                    lookAgain(); // what was imported before may have changed before
                }
            }
            return installed.get();
        }

        @Override
        public @Nullable Step step() {
            return look.get() == Look.NOT_OVER ? null : reading.step();
        }

        @Override
        public GivenUp giveUp(@Nullable Step step, String where) {
            if (look.get() != Look.NOT_OVER) {
                return reading.giveUp(step, where);
            }
            return look.compareAndSet(Look.NOT_OVER, Look.GIVEN_UP) ? GivenUp.GOES_ON : GivenUp.MOVED_ON;
        }

        @Override
        public String progress() {
            return reading.progress();
        }
    }

    /** Follows nothing any more; what is under way ends with the host. */
    @Override
    public void close() {
        watch.close();
    }

    /** Returns when it is done, so that what changes meanwhile is one burst more. */
    private void follow(Changes changes) {
        enqueue(() -> follower.follow(changes)).join();
    }

    private void lookIfDue() {
        lookIsDue.set(false);
        lookAgain();
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
                    if (follower.isWaiting() && lookIsDue.compareAndSet(false, true)) {
                        imports.after(grace, this::lookIfDue);
                    }
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
