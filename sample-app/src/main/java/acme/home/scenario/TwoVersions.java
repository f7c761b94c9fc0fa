package acme.home.scenario;

import acme.home.api.Exporter;
import acme.home.api.Reading;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Uses two plugins side by side whose bundles have different versions of one library. */
final class TwoVersions implements Step {

    private static final Reading READING = new Reading("garden", 21.4567, Instant.EPOCH);

    @Override
    public String title() {
        return "One library in two versions, each private to a bundle";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.host().importServices(Exporter.class).thenAcceptAsync(found -> compare(found, hub), hub.loop());
    }

    private static void compare(List<Exporter> exporters, Hub hub) {
        exporters.forEach(exporter -> hub.screen().say("%s: %s", exporter.library(), exporter.export(READING)));
        hub.checks().that("both are imported", exporters.size() == 2);
        hub.checks()
                .that(
                        "each has its own version of the library",
                        exporters.stream().map(Exporter::library).distinct().count() == 2);
        hub.checks()
                .that(
                        "the versions behave differently",
                        exporters.stream()
                                        .map(exporter -> exporter.export(READING))
                                        .distinct()
                                        .count()
                                == 2);
    }
}
