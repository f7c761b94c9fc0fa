package dev.pluginhost.plugin;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What the host gives to a plugin: who it is, where its data lives, and the way to other plugins.
 *
 * <p>Safe for use by any thread. When the plugin has been stopped, its stop has not returned in its time, or its import has failed or
 * timed out, every method but {@link #name}, {@link #version} and {@link #logger} throws {@link IllegalStateException}.
 */
public interface PluginContext {

    /**
     * The name of the plugin's module.
     *
     * @return the module name, as in its declaration
     */
    String name();

    /**
     * The version of the plugin's module.
     *
     * @return the version recorded in the module, if there is one
     */
    Optional<ModuleDescriptor.Version> version();

    /**
     * A logger named after the plugin's module.
     *
     * @return the logger that {@link System.LoggerFinder} has for the module
     */
    System.Logger logger();

    /**
     * A directory for files of this plugin alone, the same from run to run. It is created by the first call. The plugin
     * owns what is in it; the host never deletes it. The directory is called as the module, where a character other than
     * {@code a-z}, {@code 0-9}, {@code .}, {@code _} and {@code $} is written differently: {@code acme.Foo} has
     * {@code acme.-foo}. So no two plugins share a directory, also on a file system that does not tell upper from lower case.
     *
     * @return the directory
     * @throws IllegalStateException if the application has set no data directory
     * @throws java.io.UncheckedIOException if it cannot be created
     */
    Path dataDirectory();

    /**
     * Hands a resource over to the host, which closes it when the plugin has been stopped, when its start fails, and when its
     * import times out, even if its start has not returned then. The last one registered is closed first, each on a thread of the
     * host and within the stop timeout: one that does not close is interrupted, then left behind, and the next one is closed.
     * What {@code close} throws is logged. A resource that is registered later than that is closed at once, by the calling thread;
     * what its {@code close} throws is suppressed in the exception.
     *
     * @param resource what is to be closed
     * @param <R> its type
     * @return the resource
     * @throws IllegalStateException if the plugin has been stopped, or its import has failed or timed out; the resource is closed
     */
    <R extends AutoCloseable> R closeWithPlugin(R resource);

    /**
     * Imports another plugin and returns its module. Within {@link Plugin#start} another thread of the host imports it while
     * this one waits. If none can be started, or 64 do so already, this very thread imports it.
     *
     * @param name the module name of a plugin
     * @return its module
     * @throws RuntimeException the host's failure, one type per stage, if it cannot be imported; also where waiting for it
     *     would never end because it waits for this plugin
     */
    Module importModule(String name);

    /**
     * {@link #importModule(String)} with a timeout: when it expires, this call alone fails, and the import goes on.
     *
     * @param name the module name of a plugin
     * @param timeout how long to wait at most, more than zero
     * @return its module
     * @throws RuntimeException as {@link #importModule(String)}, also if the timeout expires first
     */
    Module importModule(String name, Duration timeout);

    /**
     * Imports another plugin without waiting for it.
     *
     * @param name the module name of a plugin
     * @return a future of its module, of this caller alone: cancelling it cancels nobody else's
     */
    CompletableFuture<Module> importModuleAsync(String name);

    /**
     * The providers of a service among the plugins that are imported now. Imports nothing and never waits.
     *
     * @param service the service type
     * @param <S> the service type
     * @return the instances in the order in which their plugins were imported; unmodifiable
     */
    <S> List<S> services(Class<S> service);

    /**
     * Imports every plugin that provides a service, then looks the service up. Where this plugin provides it too, its own
     * import is one of those that the future waits for: to wait for it within {@link Plugin#start} is refused.
     *
     * @param service the service type
     * @param <S> the service type
     * @return a future of the instances, sorted by the names of their plugins, those of one plugin in the order of its
     *     declaration; unmodifiable. Plugins that cannot be imported are left out, and logged
     */
    <S> CompletableFuture<List<S>> importServices(Class<S> service);

    /**
     * Threads for blocking, late work of this plugin, such as loading classes or files; never an event loop's. They are daemon
     * threads for this plugin alone, as many at the same time as the host has import threads. Each task has a fresh thread, whose
     * context class loader is the application's, so it meets nothing that another task has left there.
     *
     * <p>The executor is a resource that is {@linkplain #closeWithPlugin closed with the plugin}, as if registered when this is
     * first called: tasks that have not begun are dropped, and those that run are interrupted. A task that does not end within a
     * second is named in the report of the unloading. From then on the executor throws
     * {@link java.util.concurrent.RejectedExecutionException}. What a task throws is logged as a warning.
     *
     * @return the executor; always the same one
     * @throws IllegalStateException once the plugin has been stopped
     */
    Executor importExecutor();
}
