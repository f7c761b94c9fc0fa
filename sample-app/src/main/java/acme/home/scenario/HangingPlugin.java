package acme.home.scenario;

import dev.pluginhost.ImportedModule;
import java.util.concurrent.CompletableFuture;

/** Asks for a plugin that never finishes starting. It blocks one import thread until its timeout, and nothing else. */
final class HangingPlugin implements Step {

    static final String NAME = "acme.bad.sleeper";

    @Override
    public String title() {
        return "A plugin begins to hang, and everything else goes on";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        CompletableFuture<ImportedModule> never = hub.host().importModuleAsync(NAME);
        hub.checks().that("the call returns immediately", !never.isDone());
        return CompletableFuture.completedFuture(null);
    }
}
