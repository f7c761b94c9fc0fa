package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plugin whose code has been started. {@link #start} and {@link #stop} are called once each, by one thread after the
 * other; {@link #services} may be read by any thread.
 */
public final class RunningPlugin {

    private static final System.Logger LOG = System.getLogger("dev.pluginhost");

    private final PluginLayer layer;
    private final Context context;
    private final Resources resources;
    private final @Nullable Plugin plugin;
    private final Map<Class<?>, List<Object>> services;

    private RunningPlugin(
            PluginLayer layer,
            Context context,
            Resources resources,
            @Nullable Plugin plugin,
            Map<Class<?>, List<Object>> services) {
        this.layer = layer;
        this.context = context;
        this.resources = resources;
        this.plugin = plugin;
        this.services = services;
    }

    /**
     * Starts the plugin of a layer, then makes its services. A service that cannot be made is logged and left out. If the
     * start fails, what the plugin has registered is closed; the layer stays the caller's to close.
     *
     * @throws Throwable whatever the plugin's code throws
     */
    public static RunningPlugin start(PluginLayer layer, HostAccess host) throws Throwable {
        Resources resources = new Resources();
        Context context = new Context(layer.module(), host, resources);
        try {
            return PluginCode.call(layer.loader(), () -> {
                Providers providers = new Providers(layer);
                @Nullable Plugin plugin = plugin(layer, providers);
                if (plugin != null) {
                    plugin.start(context);
                }
                return new RunningPlugin(layer, context, resources, plugin, ServiceInstances.of(layer, providers));
            });
        } catch (Throwable thrown) {
            context.end();
            closeResources(layer, resources);
            throw thrown;
        }
    }

    private static @Nullable Plugin plugin(PluginLayer layer, Providers providers) throws Throwable {
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

    /** Stops the plugin and closes what it has registered. What either throws is logged. */
    public void stop() {
        try {
            PluginCode.call(layer.loader(), () -> {
                if (plugin != null) {
                    plugin.stop();
                }
                return layer;
            });
        } catch (Throwable thrown) {
            LOG.log(System.Logger.Level.WARNING, "Plugin " + layer.name() + " failed to stop: " + thrown, thrown);
        } finally {
            context.end();
            closeResources(layer, resources);
        }
    }

    private static void closeResources(PluginLayer layer, Resources resources) {
        try {
            PluginCode.call(layer.loader(), () -> {
                resources.close(thrown -> LOG.log(
                        System.Logger.Level.WARNING,
                        "A resource of plugin " + layer.name() + " failed to close: " + thrown,
                        thrown));
                return layer;
            });
        } catch (Throwable thrown) {
            LOG.log(System.Logger.Level.WARNING, "Resources of plugin " + layer.name() + " failed to close", thrown);
        }
    }
}
