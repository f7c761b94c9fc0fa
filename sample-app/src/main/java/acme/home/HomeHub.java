package acme.home;

import static java.util.concurrent.TimeUnit.SECONDS;

import acme.home.loop.EventLoop;
import acme.home.loop.TickMeter;
import acme.home.scenario.Checks;
import acme.home.scenario.Hub;
import acme.home.scenario.Scenario;
import acme.home.scenario.Updates;
import acme.home.screen.Screen;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The main class. Exits with 0 only if all checks passed. */
public final class HomeHub {

    private static final Duration TICK = Duration.ofMillis(10);

    // Shorter than usual, because one of the bad plugins hangs.
    private static final Duration IMPORT_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** If the loop waited for the plugin that hangs, it would be late by the whole import timeout. */
    private static final Duration TOO_LATE = IMPORT_TIMEOUT.dividedBy(4);

    private final HomeDirectory home;
    private final Screen screen;
    private final Checks checks;

    private HomeHub(HomeDirectory home, Screen screen) {
        this.home = home;
        this.screen = screen;
        this.checks = new Checks(screen);
    }

    /**
     * Runs the hub.
     *
     * @param args the home directory; optional if the hub's jar is in its {@code lib} directory
     */
    public static void main(String[] args) throws IOException {
        HomeDirectory home = HomeDirectory.of(args);
        HostLog.writeTo(home.log());
        HomeHub hub = new HomeHub(home, Screen.on(System.out));
        hub.run();
        hub.checks.printSummary();
        if (!hub.checks.allPassed()) {
            System.exit(1);
        }
        // No exit call: the threads that plugins have left running are daemons, and must not keep the JVM alive.
    }

    private void run() {
        try (EventLoop loop = new EventLoop(TICK)) {
            Updates updates = new Updates(home.updates(), home.plugins());
            updates.takeAway(); // which an earlier run may not have done
            PluginHost host = openHost(loop);
            List<PluginInfo> plugins;
            String description;
            try (host) {
                play(new Hub(host, loop, updates, screen, checks));
                plugins = host.plugins();
                description = host.describe();
            }
            updates.takeAway();
            importTooLate(host);
            show(plugins, description);
            show(loop.ticks());
        }
    }

    private PluginHost openHost(EventLoop loop) {
        return PluginHost.builder()
                .plugins(home.plugins())
                .plugins(home.badPlugins())
                .dataDirectory(home.data())
                .importThreads(3)
                .importTimeout(IMPORT_TIMEOUT)
                .closeTimeout(CLOSE_TIMEOUT)
                .nonBlocking(loop::isLoopThread)
                .nativeAccess("acme.store")
                .build();
    }

    private void play(Hub hub) {
        try {
            Scenario.play(hub).orTimeout(90, SECONDS).join();
        } catch (CompletionException e) {
            checks.failed("the scenario ends", e);
        }
    }

    private void importTooLate(PluginHost host) {
        screen.heading("The host is closed");
        Throwable failure = host.importModuleAsync("acme.core")
                .handle((module, thrown) -> thrown)
                .orTimeout(10, SECONDS)
                .join();
        checks.that("nothing is imported any more", host.find("acme.core").isEmpty());
        checks.that("an import after close fails", failure instanceof HostClosedException);
    }

    private void show(List<PluginInfo> plugins, String description) {
        screen.heading("All plugins as they were");
        description.lines().forEach(screen::line);
        checks.that(
                "all are imported but the bad ones",
                plugins.stream().allMatch(plugin -> isBad(plugin) != (plugin.state() == PluginState.IMPORTED)));
    }

    private boolean isBad(PluginInfo plugin) {
        return plugin.location().startsWith(home.badPlugins());
    }

    private void show(TickMeter ticks) {
        screen.heading("The event loop");
        screen.say(
                "%d ticks of %d ms; the worst was %.1f ms late",
                ticks.count(), TICK.toMillis(), ticks.worstDelay().toNanos() / 1e6);
        checks.that("it continued to tick", ticks.count() > 100);
        checks.that(
                "it was never late by " + TOO_LATE.toSeconds() + " s, as it would be if it waited for a plugin",
                ticks.worstDelay().compareTo(TOO_LATE) < 0);
    }
}
