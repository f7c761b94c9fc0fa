package dev.pluginhost;

/**
 * Is notified of imports and unloads, after {@link PluginHost#listen(PluginListener)}. The methods do nothing unless
 * overridden.
 *
 * <p>The calls follow each other, each on a new daemon thread of the host, in the order of the events. A plugin is unloaded
 * after it was imported and before it is imported again. The host holds no lock during a call, and neither imports nor other
 * listeners wait for it. So a listener may wait and call the host, but the state may have changed when it is called. What it
 * throws is logged, and the next call follows.
 *
 * <p>If a listener is 10,000 events behind, the host logs that with the stack of its thread, and its registration ends.
 */
public interface PluginListener {

    /**
     * A plugin is imported. The callers that wait for it may get it before or after this call.
     *
     * @param module the plugin
     */
    default void imported(ImportedModule module) {}

    /**
     * An import of a plugin has failed. A call that is refused before an import begins, such as one for a plugin that is not
     * installed, is not an event.
     *
     * @param module the name of the plugin's module
     * @param failure why
     */
    default void failed(String module, PluginInfo.Failure failure) {}

    /**
     * A plugin is unloaded: it is stopped and its files are closed, or a step that took too long was abandoned.
     *
     * @param module the object that was passed to {@link #imported}; only its name and version can still be read
     */
    default void unloaded(ImportedModule module) {}
}
