package acme.home.scenario;

import dev.pluginhost.StartReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts the host from the event loop, which goes on with its own work. */
final class StartTheHost implements Step {

    @Override
    public String title() {
        return "The host starts, and the event loop does not wait for it";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.host().startAsync().thenAcceptAsync(report -> look(report, hub), hub.loop());
    }

    private static void look(StartReport report, Hub hub) {
        hub.screen()
                .say(
                        "started in %d ms; eager: %s; in the background: %s",
                        report.took().toMillis(), report.eager().keySet(), report.background());
        hub.checks().that("the eager plugin is imported", report.allEagerImported() && isImported("acme.core", hub));
        hub.checks()
                .that(
                        "the background plugin is being imported",
                        report.background().equals(List.of("acme.clock")));
        hub.checks().that("lazy plugins are not imported", !isImported("acme.weather", hub));
    }

    private static boolean isImported(String name, Hub hub) {
        return hub.host().find(name).isPresent();
    }
}
