package acme.home.scenario;

import acme.home.api.Store;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginResolutionException;
import dev.pluginhost.PluginStartException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Meets plugins that cannot be imported, each for a reason of its own. */
final class BadPlugins implements Step {

    private static final Map<String, Class<? extends PluginException>> FAILURES = failures();

    private static Map<String, Class<? extends PluginException>> failures() {
        Map<String, Class<? extends PluginException>> failures = new LinkedHashMap<>();
        failures.put("acme.bad.kite", PluginResolutionException.class);
        failures.put("acme.bad.hen", PluginResolutionException.class);
        failures.put("acme.bad.egg", PluginResolutionException.class);
        failures.put("acme.bad.thrower", PluginStartException.class);
        failures.put("acme.bad.fuse", PluginStartException.class);
        failures.put(HangingPlugin.NAME, ImportTimeoutException.class);
        return failures;
    }

    @Override
    public String title() {
        return "Bad plugins fail, each for its own reason, and harm nobody";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        hub.screen().say("(%s is still at it: this waits until its deadline)", HangingPlugin.NAME);
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
            hub.checks().that(name + " fails with " + expected.getSimpleName(), expected.isInstance(failure));
        });
    }

    private static CompletableFuture<Void> useAnother(Hub hub) {
        Store store = hub.service(Store.class);
        return hub.offTheLoop(store::count)
                .thenAcceptAsync(count -> hub.checks().that("other plugins work as before", count > 0), hub.loop());
    }
}
