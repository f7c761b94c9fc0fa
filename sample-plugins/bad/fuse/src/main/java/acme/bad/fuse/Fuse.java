package acme.bad.fuse;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;

/** Throws when its class is initialised. */
public final class Fuse implements Plugin {

    private static final int WATTS = Integer.parseInt("too many");

    @Override
    public void start(PluginContext context) {
        context.logger().log(System.Logger.Level.INFO, "Heating with {0} W", WATTS);
    }
}
