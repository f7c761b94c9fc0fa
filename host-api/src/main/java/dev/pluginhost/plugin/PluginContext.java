package dev.pluginhost.plugin;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What the host gives to a plugin: its name and version, its data directory, and access to other plugins.
 *
 * <p>Thread-safe. After the plugin has been stopped, or its import has failed or timed out, only {@link #name}, {@link
 * #version} and {@link #logger} work. Every other method throws {@link IllegalStateException}. An abandoned stop counts as one
 * that has ended.
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
     * A logger with the name of the plugin's module.
     *
     * @return the logger that {@link System.LoggerFinder} has for the module
     */
    System.Logger logger();

    /**
     * The plugin's own data directory, the same in each run. The first call creates it. The plugin owns its content; the host
     * never deletes it.
     *
     * <p>The directory has the name of the module. If that has other characters than {@code a-z}, {@code 0-9}, {@code .},
     * {@code _} and {@code $}, the name begins with a digest of it. The same holds for a name of more than 180 characters, and
     * for names that Windows uses for devices. So two plugins never share a directory, even on a file system that ignores case.
     *
     * @return the directory
     * @throws IllegalStateException if the application has set no data directory
     * @throws java.io.UncheckedIOException if it cannot be created
     */
    Path dataDirectory();

    /**
     * The configuration of this plugin. The application may supply it. Else it is what the file {@code configuration.properties}
     * in the plugin's data directory has: a properties file in UTF-8 of at most 1 MiB. If there is no such file, or no data
     * directory, the map is empty.
     *
     * <p>The first call asks the application or reads the file, and may block. Calls from other threads wait for it. Each call
     * returns the same map, or fails in the same way, until the plugin is unloaded. Only if the thread that asks is interrupted, the
     * next call asks again. So a change takes effect when the plugin is
     * imported again, for example by a reload.
     *
     * @return the configuration, unmodifiable
     * @throws IllegalStateException if the plugin has been stopped
     * @throws RuntimeException the host's {@code PluginException} if the application fails to supply it, if the file cannot be
     *     read, or if the thread is interrupted while it waits for another one
     */
    Map<String, String> configuration();

    /**
     * Registers a resource that the host closes when the plugin has been stopped or its import has failed. If the import times
     * out, the resource is closed even if the start has not returned. The resource registered last is closed first, each on a
     * thread of the host and within the stop timeout. If a close does not return in time, its thread is interrupted, then
     * abandoned, and the next resource is closed. What {@code close} throws is logged.
     *
     * <p>A resource that is registered later is closed immediately, on the calling thread. What its {@code close} throws is
     * suppressed in the exception.
     *
     * @param resource what to close
     * @param <R> its type
     * @return the resource
     * @throws IllegalStateException if the plugin has been stopped, or its import has failed or timed out; the resource is
     *     closed
     */
    <R extends AutoCloseable> R closeWithPlugin(R resource);

    /**
     * Imports another plugin and returns its module. Within {@link Plugin#start}, another thread of the host imports it while
     * this one waits. If none can be started, this thread imports it.
     *
     * @param name the module name of a plugin
     * @return its module
     * @throws RuntimeException the host's {@code PluginException} if it cannot be imported, or if waiting for it would never
     *     end because it waits for this plugin
     */
    Module importModule(String name);

    /**
     * {@link #importModule(String)} with a timeout. When it expires, this call alone fails, and the import goes on.
     *
     * @param name the module name of a plugin
     * @param timeout how long to wait at most, more than zero
     * @return its module
     * @throws RuntimeException as {@link #importModule(String)}, or if the timeout expires first
     */
    Module importModule(String name, Duration timeout);

    /**
     * Imports another plugin without waiting for it.
     *
     * @param name the module name of a plugin
     * @return a future of its module, for this caller only: cancelling it affects no other caller
     */
    CompletableFuture<Module> importModuleAsync(String name);

    /**
     * The providers of a service in the plugins that are imported now. Imports nothing and never waits.
     *
     * @param service the service type
     * @param <S> the service type
     * @return the instances in the order that the application has set, by default sorted by plugin name, then in the order of the
     *     declaration; unmodifiable
     */
    <S> List<S> services(Class<S> service);

    /**
     * Imports every plugin that provides a service, then looks the service up. If this plugin provides it too, the future also
     * waits for the import of this plugin. Then {@link Plugin#start} must not wait for the future; the host refuses that.
     *
     * @param service the service type
     * @param <S> the service type
     * @return a future of the instances, in the same order as {@link #services}; unmodifiable. Plugins that cannot be imported
     *     are left out and logged
     */
    <S> CompletableFuture<List<S>> importServices(Class<S> service);

    /**
     * Threads for blocking work of this plugin that should run later, such as loading classes or files. They are daemon threads
     * for this plugin only, as many at the same time as the host has import threads. Each task runs on a new thread, with the
     * application's context class loader.
     *
     * <p>The executor is a resource that is {@linkplain #closeWithPlugin closed with the plugin}, registered by the first call
     * of this method. Then tasks that have not begun are dropped, and running ones are interrupted. The unload report names a
     * task that does not end within a second. After that the executor throws
     * {@link java.util.concurrent.RejectedExecutionException}. What a task throws is logged as a warning.
     *
     * @return the executor, always the same
     * @throws IllegalStateException after the plugin has been stopped
     */
    Executor importExecutor();
}
