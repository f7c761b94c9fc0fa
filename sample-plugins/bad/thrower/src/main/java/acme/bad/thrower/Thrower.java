package acme.bad.thrower;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;

/** Throws from start. */
public final class Thrower implements Plugin {

    @Override
    public void start(PluginContext context) {
        throw new IllegalStateException("the boiler is cold");
    }
}
