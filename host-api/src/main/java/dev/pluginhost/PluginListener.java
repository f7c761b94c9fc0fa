package dev.pluginhost;

/**
 * Is told how plugins fare, from {@link PluginHost#listen(PluginListener)} on. The methods do nothing unless overridden.
 *
 * <p>One call follows another, each on a fresh daemon thread of the host, in the order in which things happened: a plugin is unloaded after it was imported and before it is imported again. The host holds no lock
 * meanwhile, and neither imports nor other listeners wait for this one, so it may take its time and call the host; but what it
 * is told may be over when it is told. What it throws is logged, and it is told on.
 *
 * <p>A listener that is 1024 events behind is logged once, with the stack of its thread. From then on, as long as it is so
 * far behind, it is not told what has been undone meanwhile: neither an import nor its end, if both have happened since,
 * and of failures of one plugin in a row only the last.
 */
public interface PluginListener {

    /**
     * A plugin is imported. Those who waited for it may know before or after.
     *
     * @param module the plugin
     */
    default void imported(ImportedModule module) {}

    /**
     * An import of a plugin has failed, for all who waited for it. Of a call that was refused before an import began, such
     * as one for a plugin that is not installed, only its caller is told.
     *
     * @param module the name of the plugin's module
     * @param failure why
     */
    default void failed(String module, PluginInfo.Failure failure) {}

    /**
     * A plugin is gone: stopped, its files closed, or left behind if that took too long.
     *
     * @param module what was told to be imported; only its name and version answer any more
     */
    default void unloaded(ImportedModule module) {}
}
