package acme.home.scenario;

import acme.home.loop.EventLoop;
import acme.home.screen.Screen;
import dev.pluginhost.PluginHost;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What the steps use.
 *
 * @param host the plugin host
 * @param loop the event loop, on which every step begins
 * @param updates newer versions of plugins
 * @param screen the output
 * @param checks the checks
 */
public record Hub(PluginHost host, EventLoop loop, Updates updates, Screen screen, Checks checks) {

    /** A service of the imported plugins. */
    <S> S service(Class<S> type) {
        return host.services(type).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No plugin that is imported provides " + type.getName()));
    }

    /** Runs what may block on a thread of the host. */
    <T> CompletableFuture<T> offTheLoop(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, host.importExecutor());
    }
}
