package dev.pluginhost.impl.deploy;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** What is left of plugins that were unloaded with no report for anybody: it is warned of. Stateless. */
final class Leftovers {

    private Leftovers() {}

    /** Warns, when it is known, of those whose class loaders somebody holds. Waits for nothing. */
    static void warn(List<CompletableFuture<List<UnloadReport.Plugin>>> accounts, Asker asker) {
        // If it fails, the host was closed before they were looked for.
        CompletableFuture<Void> unused = Reloads.allOf(accounts)
                .thenAccept(all -> all.stream()
                        .filter(plugin -> plugin.collection() == UnloadReport.Plugin.Collection.HELD)
                        .forEach(plugin -> warn(plugin, asker)));
    }

    private static void warn(UnloadReport.Plugin plugin, Asker asker) {
        String holders = plugin.holders().stream()
                .map(holder -> holder.kind() + ": " + holder.what())
                .collect(Collectors.joining(", "));
        Thrown.warnSoon(
                "Plugin " + plugin.name() + " (" + plugin.location() + ") was unloaded, as " + asker
                        + " wanted, but its class loader is still held: " + holders
                        + "; have that let go of it, or each reload leaves one more copy of its classes in memory",
                null);
    }
}
