package acme.home.scenario;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Holder;
import java.util.concurrent.CompletableFuture;

/** Unloads a plugin that has left a thread behind. */
final class LeakingPlugin implements Step {

    private static final String NAME = "acme.bad.leaky";

    @Override
    public String title() {
        return "The report of an unload names what a plugin leaves behind";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.host()
                .importModuleAsync(NAME)
                .thenCompose(module -> hub.host().unload(NAME))
                .thenAcceptAsync(report -> look(report, hub), hub.loop());
    }

    private static void look(UnloadReport report, Hub hub) {
        for (UnloadReport.Plugin plugin : report.plugins()) {
            plugin.holders().forEach(holder -> hub.screen().say("%s", holder));
        }
        hub.checks()
                .that(
                        "its thread is named",
                        report.plugins().stream()
                                .flatMap(plugin -> plugin.holders().stream())
                                .anyMatch(holder -> holder.kind() == Holder.Kind.THREAD
                                        && holder.what().contains("drip")));
    }
}
