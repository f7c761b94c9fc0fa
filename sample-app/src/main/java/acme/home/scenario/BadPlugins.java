package acme.home.scenario;

import acme.home.api.Store;
import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginException;
import dev.pluginhost.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Imports plugins that fail, each for a different reason. */
final class BadPlugins implements Step {

    private static final Map<String, Reason> FAILURES = failures();

    private static Map<String, Reason> failures() {
        Map<String, Reason> failures = new LinkedHashMap<>();
        failures.put("acme.bad.kite", Reason.MISSING);
        failures.put("acme.bad.hen", Reason.CYCLE);
        failures.put("acme.bad.egg", Reason.CYCLE);
        failures.put("acme.bad.thrower", Reason.START_FAILED);
        failures.put("acme.bad.fuse", Reason.START_FAILED);
        failures.put(HangingPlugin.NAME, Reason.TIMEOUT);
        return failures;
    }

    @Override
    public String title() {
        return "Bad plugins fail, each for its own reason, and do no harm";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        hub.screen().say("(%s still hangs: this waits until its timeout)", HangingPlugin.NAME);
        return hub.host()
                .importAll(FAILURES.keySet())
                .thenAcceptAsync(results -> look(results, hub), hub.loop())
                .thenComposeAsync(nothing -> useAnother(hub), hub.loop());
    }

    private static void look(Map<String, ImportResult> results, Hub hub) {
        FAILURES.forEach((name, expected) -> {
            PluginException failure = results.get(name).failure().orElse(null);
            if (failure != null) {
                hub.screen().message(failure);
            }
            hub.checks().that(name + " fails with reason " + expected, failure != null && failure.reason() == expected);
        });
    }

    private static CompletableFuture<Void> useAnother(Hub hub) {
        Store store = hub.service(Store.class);
        return hub.offTheLoop(store::count)
                .thenAcceptAsync(count -> hub.checks().that("other plugins work as before", count > 0), hub.loop());
    }
}
