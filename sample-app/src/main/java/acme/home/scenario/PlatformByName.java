package acme.home.scenario;

import acme.home.api.Integration;
import acme.home.api.Reading;
import acme.home.api.Sensor;
import dev.pluginhost.ImportedModule;
import java.util.concurrent.CompletableFuture;

/** Imports an integration and then its platform, whose name the integration returns. */
final class PlatformByName implements Step {

    @Override
    public String title() {
        return "A platform is imported by a name computed at run time";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.host()
                .importModuleAsync("acme.weather")
                .thenComposeAsync(weather -> importPlatform(weather, hub), hub.loop())
                .thenAcceptAsync(platform -> read(platform, hub), hub.loop());
    }

    private static CompletableFuture<ImportedModule> importPlatform(ImportedModule plugin, Hub hub) {
        Integration integration = plugin.services(Integration.class).get(0);
        String platform = integration.platforms().get(0);
        return hub.host().importModuleAsync("acme." + integration.name() + "." + platform);
    }

    private static void read(ImportedModule platform, Hub hub) {
        Reading reading = platform.services(Sensor.class).get(0).read();
        hub.screen().say("%s says: %.1f degrees in the %s", platform.name(), reading.celsius(), reading.sensor());
        hub.checks()
                .that("the platform is the one of that name", platform.name().equals("acme.weather.sensor"));
        hub.checks().that("the answer arrives on the loop", hub.loop().isLoopThread(Thread.currentThread()));
    }
}
