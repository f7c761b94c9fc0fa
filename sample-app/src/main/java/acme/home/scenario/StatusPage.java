package acme.home.scenario;

import acme.home.api.StatusLine;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks every plugin that has a status line. */
final class StatusPage implements Step {

    @Override
    public String title() {
        return "The status page";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        List<StatusLine> lines = hub.host().services(StatusLine.class);
        lines.forEach(line -> hub.screen().say("%s", line.status()));
        hub.checks().that("the background plugin has been imported by itself", lines.size() == 3);
        return CompletableFuture.completedFuture(null);
    }
}
