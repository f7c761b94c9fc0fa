package acme.home.scenario;

import acme.home.loop.EventLoop;
import acme.home.screen.Screen;
import dev.pluginhost.PluginHost;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a step works with.
 *
 * @param host the plugin host
 * @param loop the event loop, on which every step begins
 * @param updates newer versions of plugins
 * @param screen what people see
 * @param checks what must hold
 */
public record Hub(PluginHost host, EventLoop loop, Updates updates, Screen screen, Checks checks) {

    /** A service of the plugins that are imported. */
    <S> S service(Class<S> type) {
        return host.services(type).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No plugin that is imported provides " + type.getName()));
    }

    /** Does what may block on a thread where that does no harm. */
    <T> CompletableFuture<T> offTheLoop(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, host.importExecutor());
    }
}
