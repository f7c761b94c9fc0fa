package acme.home.scenario;

import dev.pluginhost.WouldBlockException;
import java.util.concurrent.CompletableFuture;

/** Makes a blocking call on the loop. */
final class BlockingIsRefused implements Step {

    @Override
    public String title() {
        return "A blocking import on the event loop is refused";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        hub.checks().that("an import that would wait is refused", isRefused("acme.rules", hub));
        hub.checks().that("an import that need not wait is allowed", !isRefused("acme.weather", hub));
        return CompletableFuture.completedFuture(null);
    }

    private static boolean isRefused(String name, Hub hub) {
        try {
            hub.host().importModule(name);
            return false;
        } catch (WouldBlockException e) {
            hub.screen().message(e);
            return true;
        }
    }
}
