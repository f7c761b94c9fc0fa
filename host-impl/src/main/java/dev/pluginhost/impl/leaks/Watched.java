package dev.pluginhost.impl.leaks;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A plugin that is watched, weakly. What changes is the collect thread's alone, but for the link. */
final class Watched {

    /** From the first request for a collection to the second; doubled each time. */
    private static final long FIRST_DISTANCE = Duration.ofMillis(50).toNanos();

    private static final int MOST_DOUBLINGS = 30;

    final String plugin;
    final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private final WeakReference<ClassLoader> loader;
    private final WeakReference<ModuleLayer> layer;
    private final @Nullable UnloadGroup group;
    private final long begun;
    private final long bound;

    /** The next of those that are given up; set once by whoever gives them up. */
    @Nullable
    Watched next;

    private int asked;
    private boolean heeded;

    /** Since the first collection, as the bound is. */
    private long nextAsk;

    private long firstAsk;
    private boolean over;

    Watched(
            String plugin,
            ClassLoader loader,
            ModuleLayer layer,
            @Nullable UnloadGroup group,
            ReferenceQueue<Object> queue,
            long now,
            long bound) {
        this.plugin = plugin;
        this.loader = new WeakReference<>(loader, queue);
        this.layer = new WeakReference<>(layer, queue);
        this.group = group;
        this.begun = now;
        this.bound = bound;
    }

    boolean isGone() {
        return loader.refersTo(null) && layer.refersTo(null);
    }

    /** The plugin for as long as a scan takes. */
    Suspect suspect() {
        return new Suspect(plugin, loader.get(), layer.get());
    }

    /** Whether its group has left. */
    boolean hasLeft() {
        return group == null || group.hasLeft();
    }

    /** When it and its group had left. */
    long leftAt() {
        return group == null ? begun : group.leftAt();
    }

    /** Nanoseconds until it wants a collection; none if 0 or less. */
    long untilAsk(long now) {
        return asked == 0 ? 0 : nextAsk - (now - firstAsk);
    }

    /** How many collections there were. */
    int asked() {
        return asked;
    }

    /** Notes a collection. The last one is begun when the bound has passed. */
    void asked(boolean wasHeeded, long before, long after) {
        if (asked == 0) {
            firstAsk = before;
        }
        heeded |= wasHeeded;
        over = before - firstAsk >= bound;
        long distance = FIRST_DISTANCE << Math.min(asked, MOST_DOUBLINGS);
        asked++;
        nextAsk = Math.min(after - firstAsk + distance, bound);
    }

    /** Whether the last collection that it gets is over. */
    boolean isOver() {
        return over;
    }

    /** Whether there was any collection. */
    boolean isHeeded() {
        return heeded;
    }

    Duration took(long now) {
        return Duration.ofNanos(now - begun);
    }
}
