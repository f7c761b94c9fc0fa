package dev.pluginhost.plugin;

/**
 * A plugin that is started when it is imported and stopped when it is unloaded. A module provides it as a service: at most one
 * of this type and its two subtypes. A plugin provided as this type is imported when a caller first asks for it.
 *
 * <p>The host creates one instance per import. It calls {@link #start} on an import thread that has run no code of another
 * plugin and will run none. Later it calls {@link #stop} on another thread. It calls each at most once, never both at the same
 * time, and with the plugin's class loader as the context class loader. While a start waits for an import, another thread runs
 * that import, so it cannot take a lock that the start holds. If the start returns after the import has timed out, the plugin's
 * resources and files are closed already, and the import thread calls {@link #stop}.
 *
 * <p>If the same class is also provided as a service of another type, through a public constructor without parameters, the
 * service is this instance.
 */
public interface Plugin {

    /**
     * Makes the plugin ready. Until this method returns, no caller can get the plugin or its services. If it throws, the import
     * has failed. The resources registered with the context are then closed in reverse order, and the layer is discarded;
     * {@link #stop} is not called. The next import uses a new layer and a new instance.
     *
     * <p>The method may import other plugins through the context, and may block. The host's import timeout limits it.
     *
     * @param context the plugin's access to its host, until {@link #stop} has returned
     * @throws Exception if the plugin cannot work; it is the cause of the failure that callers get
     */
    void start(PluginContext context) throws Exception;

    /**
     * Ends what {@link #start} began. The host has stopped the plugins that require this one before. It closes the resources
     * registered with the context after this method has returned, has thrown, or was abandoned because it did not return in
     * time.
     *
     * @throws Exception is logged and stops nothing
     */
    default void stop() throws Exception {}
}
