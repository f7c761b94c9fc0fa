package acme.home.scenario;

import acme.home.api.RuleEngine;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Evaluates a rule in JavaScript. */
final class EvaluateRule implements Step {

    private static final String RULE = "celsius > 20 && place == 'garden'";

    @Override
    public String title() {
        return "A rule is evaluated by a script engine";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.host()
                .importModuleAsync("acme.rules")
                .thenApplyAsync(rules -> rules.services(RuleEngine.class).get(0), hub.loop())
                .thenComposeAsync(engine -> hub.offTheLoop(() -> evaluate(engine, hub)), hub.loop())
                .thenRunAsync(() -> {}, hub.loop());
    }

    private static boolean evaluate(RuleEngine engine, Hub hub) {
        boolean warm = engine.holds(RULE, Map.of("place", "garden", "celsius", 21.5));
        boolean cold = engine.holds(RULE, Map.of("place", "garden", "celsius", 3));
        hub.screen().say("%s: \"%s\" is %s at 21.5 degrees, %s at 3", engine.engine(), RULE, warm, cold);
        hub.checks().that("the rule holds when it is warm, and not when it is cold", warm && !cold);
        return true;
    }
}
