package acme.home.scenario;

import acme.home.api.Sensor;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Plugin.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Installs a newer version of a plugin and reloads it while the loop ticks. */
final class ReplaceAPlugin implements Step {

    private static final String PLUGIN = "acme.weather";

    @Override
    public String title() {
        return "A plugin is replaced by its next version while the event loop ticks";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        double before = hub.service(Sensor.class).read().celsius();
        long ticks = hub.loop().ticks().count();
        return hub.offTheLoop(() -> dropIn(hub))
                .thenComposeAsync(dropped -> hub.host().reload(PLUGIN), hub.loop())
                .thenAcceptAsync(report -> look(report, before, ticks, hub), hub.loop());
    }

    private static boolean dropIn(Hub hub) {
        hub.updates().dropIn();
        return true;
    }

    private static void look(ReloadReport report, double before, long ticks, Hub hub) {
        for (Reloaded plugin : report.plugins()) {
            hub.screen()
                    .say(
                            "%s: %s -> %s",
                            plugin.name(),
                            plugin.before().orElseThrow(),
                            plugin.after().orElseThrow());
        }
        report.unloaded().forEach(plugin -> hub.screen().say("the old %s: %s", plugin.name(), plugin.collection()));
        Checks checks = hub.checks();
        checks.that(
                "the plugin that requires it has come back with it",
                report.plugins().stream().map(Reloaded::name).toList().equals(List.of(PLUGIN, PLUGIN + ".sensor")));
        checks.that(
                "the next version measures differently",
                hub.service(Sensor.class).read().celsius() != before);
        checks.that(
                "nothing is left of the old ones",
                report.unloaded().stream().map(UnloadReport.Plugin::collection).allMatch(Collection.COLLECTED::equals));
        checks.that("the loop has ticked during the reload", hub.loop().ticks().count() > ticks);
    }
}
