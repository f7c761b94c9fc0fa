package acme.home.scenario;

import acme.home.api.StatusLine;
import dev.pluginhost.ImportResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Imports two plugins with an optional requirement: one is installed, the other one is not. */
final class SoftRequirements implements Step {

    private static final String LAMPS = "acme.lamps";
    private static final String BLINDS = "acme.blinds";

    @Override
    public String title() {
        return "An optional requirement is imported first if it is installed, and absent otherwise";
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
                        "the installed one is imported and used",
                        hub.host().find("acme.sun").isPresent() && lamps.contains("sunset"));
        hub.checks()
                .that(
                        "the missing one is not needed",
                        hub.host().find("acme.wind").isEmpty() && blinds.contains("the wind is unknown"));
    }

    private static String status(ImportResult result) {
        return result.get().services(StatusLine.class).get(0).status();
    }
}
