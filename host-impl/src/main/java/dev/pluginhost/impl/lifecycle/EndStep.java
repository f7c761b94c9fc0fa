package dev.pluginhost.impl.lifecycle;

import java.util.function.Consumer;

/**
 * One step of a plugin's end, which runs code of the plugin: its stop, or the close of one resource. It may hang, so it is to be run
 * where a thread may be lost. Each is given out once, by {@link RunningPlugin#nextEndStep}.
 */
public final class EndStep {

    private final String plugin;
    private final ClassLoader loader;
    private final String hanging;
    private final String failing;
    private final PluginCode.Code code;

    EndStep(String plugin, ClassLoader loader, String hanging, String failing, PluginCode.Code code) {
        this.plugin = plugin;
        this.loader = loader;
        this.hanging = hanging;
        this.failing = failing;
        this.code = code;
    }

    /** What to say of it if it does not return, as a clause that follows the plugin's name. */
    public String hanging() {
        return hanging;
    }

    /** Does it. What the plugin's code throws is logged, and given to the sink in words. */
    public void run(Consumer<String> problems) {
        try {
            PluginCode.run(loader, code);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            ThrownCopy copy = Thrown.copy(thrown);
            String problem = "Plugin " + plugin + " " + failing + ": " + copy;
            problems.accept(problem);
            Thrown.warn(problem, copy);
        }
    }
}
