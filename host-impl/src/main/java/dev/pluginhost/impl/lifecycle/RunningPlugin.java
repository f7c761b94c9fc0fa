package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plugin whose code has been started. {@link #start} and {@link #stop} are called once each, by one thread after the
 * other; what start has written is safely published with the plugin, so {@link #services} may be read by any thread.
 */
public final class RunningPlugin {

    private final PluginLayer layer;
    private final Resources resources = new Resources();
    private final Context context;

    /** Only a plugin whose start has returned; written by the thread that starts it. */
    private @Nullable Plugin started;

    /** Written by the thread that starts it. */
    private Map<Class<?>, List<Object>> services = Map.of();

    private RunningPlugin(PluginLayer layer, HostAccess host) {
        this.layer = layer;
        this.context = new Context(layer.module(), host, resources);
    }

    /**
     * Starts the plugin of a layer, then makes its services. A service that cannot be made is logged and left out. If the
     * start fails, what the plugin has registered is closed; the layer stays the caller's to close.
     *
     * @throws Throwable whatever the plugin's code throws
     */
    public static RunningPlugin start(PluginLayer layer, HostAccess host) throws Throwable {
        RunningPlugin running = new RunningPlugin(layer, host);
        try {
            PluginCode.run(layer.loader(), running::begin);
        } catch (Throwable thrown) {
            running.stop();
            throw thrown;
        }
        return running;
    }

    private void begin() throws Throwable {
        ProviderMaker providers = new ProviderMaker(layer);
        Plugin plugin = plugin(providers);
        if (plugin != null) {
            plugin.start(context);
            started = plugin;
        }
        services = ServiceInstances.of(layer, providers);
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

    /** Whether it is nothing but services: then its stop runs no code of its own, so it takes no time. */
    public boolean isPlain() {
        return started == null;
    }

    /**
     * Stops the plugin and closes what it has registered.
     *
     * @return what either threw, in words; it has been logged
     */
    public List<String> stop() {
        List<String> problems = new ArrayList<>();
        Plugin plugin = started;
        if (plugin != null) {
            logged("failed to stop", plugin::stop, problems);
        }
        context.end();
        logged(
                "failed to close its resources",
                () -> resources.close(thrown -> warn("failed to close a resource", thrown, problems)),
                problems);
        return problems;
    }

    private void logged(String failing, PluginCode.Code code, List<String> problems) {
        try {
            PluginCode.run(layer.loader(), code);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            warn(failing, thrown, problems);
        }
    }

    private void warn(String what, Throwable thrown, List<String> problems) {
        ThrownCopy copy = Thrown.copy(thrown);
        String problem = "Plugin " + layer.name() + " " + what + ": " + copy;
        problems.add(problem);
        Thrown.warn(problem, copy);
    }
}
