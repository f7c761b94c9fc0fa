package acme.home.scenario;

import dev.pluginhost.ImportedModule;
import java.util.concurrent.CompletableFuture;

/** Asks for a plugin that never finishes starting. It holds an import thread until its deadline, and nobody else. */
final class HangingPlugin implements Step {

    static final String NAME = "acme.bad.sleeper";

    @Override
    public String title() {
        return "A plugin begins to hang, and everything that follows goes on beside it";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        CompletableFuture<ImportedModule> never = hub.host().importModuleAsync(NAME);
        hub.checks().that("to ask for it takes no time", !never.isDone());
        return CompletableFuture.completedFuture(null);
    }
}
