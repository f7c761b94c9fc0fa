package acme.home.scenario;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The steps in their order. A step that fails does not stop the others. */
public final class Scenario {

    private static final List<Step> STEPS = List.of(
            new StartTheHost(),
            new HangingPlugin(),
            new PlatformByName(),
            new BlockingIsRefused(),
            new ManyCallers(),
            new StoreReading(),
            new EvaluateRule(),
            new TwoVersions(),
            new SoftRequirements(),
            new ReplaceAPlugin(),
            new LeakingPlugin(),
            new BadPlugins(),
            new CheckEverything(),
            new StatusPage());

    private Scenario() {}

    /** Runs all steps on the hub's loop. */
    public static CompletableFuture<Void> play(Hub hub) {
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (Step step : STEPS) {
            last = last.thenComposeAsync(nothing -> begin(step, hub), hub.loop())
                    .exceptionallyAsync(failure -> hub.checks().failed(step.title(), failure), hub.loop());
        }
        return last;
    }

    private static CompletableFuture<Void> begin(Step step, Hub hub) {
        hub.screen().heading(step.title());
        return step.play(hub);
    }
}
