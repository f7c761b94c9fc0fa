package acme.home.scenario;

import acme.home.api.StatusLine;
import dev.pluginhost.ImportResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Imports two plugins that would like another one: one gets it, the other does without. */
final class SoftRequirements implements Step {

    private static final String LAMPS = "acme.lamps";
    private static final String BLINDS = "acme.blinds";

    @Override
    public String title() {
        return "What is required softly is imported first if it is installed, and not missed if it is not";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.host().importAll(List.of(LAMPS, BLINDS)).thenAcceptAsync(results -> look(results, hub), hub.loop());
    }

    private static void look(Map<String, ImportResult> results, Hub hub) {
        String lamps = status(results.get(LAMPS));
        String blinds = status(results.get(BLINDS));
        hub.screen().say("acme.sun is installed: %s", lamps);
        hub.screen().say("acme.wind is not: %s", blinds);
        hub.checks()
                .that(
                        "the one that is there is imported and used",
                        hub.host().find("acme.sun").isPresent() && lamps.contains("sunset"));
        hub.checks()
                .that(
                        "the one that is not there is done without",
                        hub.host().find("acme.wind").isEmpty() && blinds.contains("nobody knows the wind"));
    }

    private static String status(ImportResult result) {
        return result.get().services(StatusLine.class).get(0).status();
    }
}
