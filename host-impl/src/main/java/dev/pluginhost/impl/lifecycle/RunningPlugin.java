package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A plugin whose code is started, once, by one thread, and ended by any: what start has written is safely published with the
 * plugin, so {@link #services} may be read by any thread when it has returned. The end may begin before that, as the start of a
 * plugin may hang: then its resources are closed, its context answers no more, and should the start return, the plugin is stopped.
 */
public final class RunningPlugin {

    private final PluginLayer layer;
    private final Resources resources = new Resources();
    private final Context context;

    /** Held for a moment only, while no foreign code runs. */
    private final Object ending = new Object();

    /** The plugin whose start has returned, until its stop is given out. Guarded by {@link #ending}. */
    private @Nullable Plugin started;

    /** Whether the end has begun, so that a start that returns now is too late. Guarded by {@link #ending}. */
    private boolean ended;

    /** Written by the thread that starts it. */
    private Map<Class<?>, List<Object>> services = Map.of();

    /** Written by the thread that starts it. */
    private List<String> leftOut = List.of();

    /** The plugin of a layer, which stays the caller's to close. Runs no code of it yet. */
    public RunningPlugin(PluginLayer layer, HostAccess host) {
        this.layer = layer;
        this.context = new Context(layer.module(), host, resources);
    }

    /**
     * Starts the plugin, then makes its services. A service that cannot be made is logged and left out. If this throws, the
     * plugin has to be ended.
     *
     * @throws UnreadableServiceException if a service cannot be made because a class file cannot be read
     * @throws CancellationException if the end began meanwhile; if the start had returned by then, the plugin has been stopped
     * @throws Throwable whatever the plugin's code throws
     */
    public void start() throws Throwable {
        PluginCode.run(layer.loader(), this::begin);
    }

    private void begin() throws Throwable {
        ProviderMaker providers = new ProviderMaker(layer);
        Plugin plugin = plugin(providers);
        if (plugin != null) {
            if (isEnded()) {
                throw givenUp();
            }
            plugin.start(context);
            if (!keep(plugin)) {
                stop(plugin).run(problem -> {}); // nobody else has it; what goes wrong is logged
                throw givenUp();
            }
        }
        List<String> without = new ArrayList<>();
        services = ServiceInstances.of(layer, providers, without);
        leftOut = List.copyOf(without);
    }

    private CancellationException givenUp() {
        return new CancellationException("The import of plugin " + layer.name() + " was given up");
    }

    private boolean isEnded() {
        synchronized (ending) {
            return ended;
        }
    }

    /** Whether the plugin is in time; if not, it is the caller's to stop. */
    private boolean keep(Plugin plugin) {
        synchronized (ending) {
            if (!ended) {
                started = plugin;
            }
            return !ended;
        }
    }

    private @Nullable Plugin plugin(ProviderMaker providers) throws Throwable {
        for (Provides provides : layer.module().getDescriptor().provides()) {
            Optional<Class<? extends Plugin>> type = PluginKind.typeOf(provides.service());
            if (type.isPresent()) {
                return providers.make(type.get(), provides.providers().get(0));
            }
        }
        return null;
    }

    /** The instances of the plugin's services by service type; unmodifiable. */
    public Map<Class<?>, List<Object>> services() {
        return services;
    }

    /** What could not be made of its services, a line for each type; empty if nothing is missing. */
    public List<String> leftOut() {
        return leftOut;
    }

    /**
     * What is to be done next to end the plugin; the first call begins the end. First comes its stop, if its start has returned;
     * then its context answers no more and takes no more resources, and those that it has taken are closed, the last one first.
     *
     * <p>May be called by any thread, also while an earlier step hangs: each step is given out once.
     *
     * @return the step, for the caller to run; null if nothing is left
     */
    public @Nullable EndStep nextEndStep() {
        Plugin plugin;
        synchronized (ending) {
            ended = true;
            plugin = started;
            started = null;
        }
        if (plugin != null) {
            return stop(plugin);
        }
        context.end();
        resources.seal();
        AutoCloseable resource = resources.next();
        return resource == null
                ? null
                : new EndStep(
                        layer.name(),
                        layer.loader(),
                        "does not close a resource",
                        "failed to close a resource",
                        resource::close);
    }

    private EndStep stop(Plugin plugin) {
        return new EndStep(layer.name(), layer.loader(), "does not stop", "failed to stop", plugin::stop);
    }
}
