package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.layer.NativeUsers;
import dev.pluginhost.impl.layer.NativeUsers.User;
import dev.pluginhost.impl.leaks.Verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Waits until plugins that may have loaded native libraries are collected after their end: only then can another loader load
 * the same libraries. Stateless.
 */
public final class NativeLibraries {

    /** A plugin that has ended and is not collected, and what is known to hold it. Keeps nothing of it alive. */
    public record Held(String plugin, List<Holder> holders) {}

    private NativeLibraries() {}

    /**
     * Those that have ended and may still have libraries, but for one loader's. Takes a look at a list that is mostly empty.
     */
    public static List<User> ended(Predicate<String> plugins, @Nullable ClassLoader but) {
        List<User> ended = new ArrayList<>();
        for (User user : NativeUsers.all()) {
            if (plugins.test(user.plugin()) && user.hasEnded() && (but == null || user.loader() != but)) {
                ended.add(user);
            }
        }
        return ended;
    }

    /**
     * Waits until plugins that have ended are collected, for as long as a timeout and a scan for what holds them take. To be
     * called by a thread that may wait, and holds neither a lock nor anything of these plugins.
     *
     * @return those that are still there
     */
    public static List<Held> awaitCollected(List<User> ended, Duration timeout) throws InterruptedException {
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        List<String> plugins = new ArrayList<>();
        for (User user : ended) {
            ClassLoader loader = user.loader();
            ModuleLayer layer = user.layer();
            if (loader != null && layer != null) {
                plugins.add(user.plugin());
                verdicts.add(CollectionCheck.shared().watch(user.plugin(), loader, layer, timeout));
            }
        }
        long end = System.nanoTime() + 2 * timeout.toNanos();
        List<Held> held = new ArrayList<>();
        try {
            for (int i = 0; i < verdicts.size(); i++) {
                Verdict verdict = verdict(verdicts.get(i), end);
                if (verdict == null || verdict.outcome() != Outcome.COLLECTED) {
                    held.add(new Held(plugins.get(i), verdict == null ? List.of() : verdict.holders()));
                }
            }
        } finally {
            verdicts.forEach(verdict -> verdict.cancel(false)); // ends the watch
        }
        return held;
    }

    private static @Nullable Verdict verdict(CompletableFuture<Verdict> future, long end) throws InterruptedException {
        try {
            return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) { // it is never exceptional, but may be late
            return null;
        }
    }

    /**
     * Who may hold the library that a plugin was refused, as clauses that follow the fact, with the cures.
     *
     * @param plugin which was refused
     * @param held those that have ended and are not collected
     */
    public static String holders(String plugin, List<Held> held) {
        List<String> clauses = new ArrayList<>();
        for (Held each : held) {
            clauses.add("unloaded plugin " + each.plugin() + ", which is not collected, held by "
                    + (each.holders().isEmpty()
                            ? "what cannot be told"
                            : each.holders().stream().map(Holder::what).collect(Collectors.joining(", "))));
        }
        TreeSet<String> running = new TreeSet<>();
        for (User user : NativeUsers.all()) {
            if (!user.hasEnded() && !user.plugin().equals(plugin)) {
                running.add(user.plugin());
            }
        }
        running.forEach(each -> clauses.add("plugin " + each + ", which is imported; unload it before"));
        return clauses.isEmpty()
                ? "; the library is held by code that is no plugin of this process, such as the application's; give the plugin a copy of its own"
                : "; the library may be held by " + String.join(", or by ", clauses)
                        + ", or give each plugin a copy of its own";
    }
}
