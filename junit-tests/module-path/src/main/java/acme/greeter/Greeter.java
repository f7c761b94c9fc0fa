package acme.greeter;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;

public class Greeter implements Plugin {

    static boolean isStarted;

    @Override
    public void start(PluginContext context) {
        isStarted = true;
    }
}
