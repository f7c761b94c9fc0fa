package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plugin whose code is started once, by one thread, and ended by any. The end may begin while the start hangs: then its resources
 * are closed, its context is ended, and the plugin is stopped if the start returns later. Thread-safe.
 */
public final class RunningPlugin {

    /** A service cannot be made because a class file cannot be read. */
    public static final class UnreadableServiceException extends IOException {

        private static final long serialVersionUID = 1L;

        private UnreadableServiceException(String service, String reason, ThrownCopy cause) {
            super("its service " + service + " cannot be made: " + reason, cause);
        }

        static IOException of(String service, String reason, ThrownCopy cause) {
            return new UnreadableServiceException(service, reason, cause);
        }
    }

    /**
     * A step of a plugin's end that runs code of the plugin, which may throw anything. It may hang, so run it on a thread that may be lost.
     *
     * @param hanging what to report if the step does not return, as a clause that follows the plugin's name
     * @param failing what to report if it throws, likewise
     */
    public record EndStep(String plugin, ClassLoader loader, String hanging, String failing, AutoCloseable code) {

        /** Runs the step. What the code throws is logged and given to the consumer as text. */
        public void run(Consumer<String> problems) {
            try {
                ClassLoader before = exchangeContextLoader(loader);
                try {
                    code.close();
                } finally {
                    exchangeContextLoader(before);
                }
            } catch (Throwable thrown) { // a plugin's code may throw anything
                ThrownCopy copy = Thrown.copy(thrown);
                String problem = "Plugin " + plugin + " " + failing + ": " + copy;
                problems.accept(problem);
                Thrown.warn(problem, copy);
            }
        }
    }

    private final PluginLayer layer;
    private final Context context;

    /** What the plugin has registered, the last one first; guarded by the monitor, as the next three. */
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** The plugin whose start has returned, until its stop is given out. */
    private @Nullable Plugin started;

    /** Whether the end has begun: a start that returns now is too late. */
    private boolean ended;

    /** Whether no more resources are registered. */
    private boolean sealed;

    /** Written by the thread that starts the plugin, like the following. */
    private Map<Class<?>, List<Object>> services = Map.of();

    private List<String> leftOut = List.of();

    /** The plugin of a layer, which the caller closes. Runs no code of it yet. */
    public RunningPlugin(PluginLayer layer, HostAccess host) {
        this.layer = layer;
        this.context = new Context(layer.module(), host, this);
    }

    /**
     * Starts the plugin, then makes its services. A service that cannot be made is logged and left out. If this throws, the plugin
     * must be ended.
     *
     * @throws UnreadableServiceException if a service cannot be made because a class file cannot be read
     * @throws CancellationException if the end has begun; if the start has returned by then, the plugin has been stopped
     * @throws Throwable what the plugin's code throws
     */
    public void start() throws Throwable {
        ClassLoader before = exchangeContextLoader(layer.loader());
        try {
            begin();
        } finally {
            exchangeContextLoader(before);
        }
    }

    /** Gives the current thread another context class loader; returns the one before. */
    private static ClassLoader exchangeContextLoader(ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        return before;
    }

    private void begin() throws Throwable {
        Providers providers = new Providers(layer);
        Plugin plugin = providers.plugin();
        if (plugin != null) {
            keep(null);
            plugin.start(context);
            try {
                keep(plugin);
            } catch (CancellationException e) {
                stop(plugin).run(problem -> {}); // it is logged
                throw e;
            }
        }
        services = providers.services();
        leftOut = List.copyOf(providers.leftOut);
    }

    /** Keeps the plugin to be stopped; throws if the end has begun, so that the caller must stop it. */
    private synchronized void keep(@Nullable Plugin plugin) {
        if (ended) {
            throw new CancellationException("The import of plugin " + layer.name() + " was given up");
        }
        started = plugin;
    }

    /** The plugin's module. */
    public Module module() {
        return layer.module();
    }

    /** The instances of the plugin's services by service type; unmodifiable. */
    public Map<Class<?>, List<Object>> services() {
        return services;
    }

    /** A line for each service that could not be made. */
    public List<String> leftOut() {
        return leftOut;
    }

    /** Registers a resource that is closed with the plugin; if this is false, the caller must close it. */
    synchronized boolean register(AutoCloseable resource) {
        if (!sealed) {
            resources.push(resource);
        }
        return !sealed;
    }

    /**
     * The next step of the plugin's end; the first call begins the end. The first step is its stop, if its start has returned; then
     * its context is ended, it can register nothing more, and what it has registered is closed, the last one first.
     *
     * <p>Any thread may call this, also while an earlier step hangs: each step is given out once.
     *
     * @return the step, which the caller runs; null if nothing is left
     */
    public @Nullable EndStep nextEndStep() {
        Plugin plugin;
        AutoCloseable resource = null;
        synchronized (this) {
            ended = true;
            plugin = started;
            started = null;
            if (plugin == null) {
                sealed = true;
                resource = resources.poll();
            }
        }
        if (plugin != null) {
            return stop(plugin);
        }
        context.end();
        return resource == null ? null : step("close a resource", resource);
    }

    private EndStep stop(Plugin plugin) {
        return step("stop", plugin::stop);
    }

    private EndStep step(String what, AutoCloseable code) {
        return new EndStep(layer.name(), layer.loader(), "does not " + what, "failed to " + what, code);
    }
}
