package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.leaks.CollectionCheck.CollectionResult;
import dev.pluginhost.modules.layer.NativeUsers;
import dev.pluginhost.modules.layer.NativeUsers.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Waits until ended plugins that may have loaded native libraries are collected: only then can another loader load the same
 * libraries. Stateless.
 */
public final class NativeLibraries {

    /** An ended plugin that is not collected, and what is known to hold it. Keeps nothing of it alive. */
    public record Held(String plugin, List<Holder> holders) {}

    private NativeLibraries() {}

    /** The ended plugins of some names that may still have libraries, except that of one loader. */
    public static List<User> ended(Predicate<String> plugins, @Nullable ClassLoader except) {
        List<User> ended = new ArrayList<>();
        for (User user : NativeUsers.all()) {
            if (plugins.test(user.plugin()) && user.hasEnded() && (except == null || user.loader() != except)) {
                ended.add(user);
            }
        }
        return ended;
    }

    /**
     * Waits until ended plugins are collected, for as long as a timeout and a search for their holders take. The caller must hold
     * neither a lock nor anything of these plugins.
     *
     * @return those that are not collected
     */
    public static List<Held> awaitCollected(List<User> ended, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + 2 * timeout.toNanos();
        Map<CompletableFuture<CollectionResult>, String> results = new LinkedHashMap<>();
        for (User user : ended) {
            ClassLoader loader = user.loader();
            ModuleLayer layer = user.layer();
            if (loader != null && layer != null) {
                results.put(CollectionCheck.shared().watch(user.plugin(), loader, layer, timeout, null), user.plugin());
            }
        }
        List<Held> held = new ArrayList<>();
        try {
            for (Map.Entry<CompletableFuture<CollectionResult>, String> each : results.entrySet()) {
                CollectionResult result = CollectionResult.notChecked();
                try {
                    result = each.getKey().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (ExecutionException | TimeoutException e) {
                    // it is late; no result is exceptional
                }
                if (result.collection() != UnloadReport.Plugin.Collection.COLLECTED) {
                    held.add(new Held(each.getValue(), result.holders()));
                }
            }
        } finally {
            results.keySet().forEach(result -> result.cancel(false)); // ends the checks
        }
        return held;
    }

    /** Names what may hold the library that a plugin was refused, as clauses that follow the fact, with the cures. */
    public static String holders(String plugin, List<Held> held) {
        List<String> clauses = new ArrayList<>();
        for (Held each : held) {
            clauses.add("unloaded plugin " + each.plugin() + ", which is not collected, held by "
                    + (each.holders().isEmpty()
                            ? "something unknown"
                            : each.holders().stream().map(Holder::what).collect(Collectors.joining(", "))));
        }
        NativeUsers.all().stream()
                .filter(user -> !user.hasEnded() && !user.plugin().equals(plugin))
                .map(User::plugin)
                .distinct()
                .sorted()
                .forEach(running -> clauses.add("plugin " + running + ", which is imported; unload it before"));
        return clauses.isEmpty()
                ? "; the library is held by code that is no plugin of this process, such as the application's; give the plugin a copy of its own"
                : "; the library may be held by " + String.join(", or by ", clauses)
                        + ", or give each plugin a copy of its own";
    }
}
