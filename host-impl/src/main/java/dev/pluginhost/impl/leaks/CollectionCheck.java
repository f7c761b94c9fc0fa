package dev.pluginhost.impl.leaks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Watches whether unloaded plugins are collected. One for all hosts, as there is one collector. Safe for use by any thread. */
public final class CollectionCheck {

    private static final CollectionCheck SHARED = new CollectionCheck();

    private CollectionCheck() {}

    /** That of all hosts. */
    public static CollectionCheck shared() {
        return SHARED;
    }

    /** Begins to watch. */
    public CompletableFuture<Verdict> watch(String plugin, ClassLoader loader, ModuleLayer layer, Duration bound) {
        return CompletableFuture.completedFuture(
                new Verdict(Verdict.Outcome.NOT_CHECKED, Duration.ZERO, List.of())); // coming
    }
}
