package dev.pluginhost.plugin;

/**
 * A plugin that is started when it is imported and stopped when it goes away. Provided by a module as a service, at most
 * one of this type and its two subtypes per module.
 *
 * <p>The host creates one instance per import and calls {@link #start}, both on an import thread that has run no other plugin's
 * code and runs none afterwards. What a start imports is imported by another thread while the start waits, so a lock that the
 * start holds is not free for it. Later the host calls {@link #stop} on another thread; never both at once, each at most once, and with the plugin's own loader as the context class loader. If the start
 * returns after the import has timed out, the resources and files of the plugin are closed already, and the import thread calls
 * {@link #stop}. A plugin provided as this type is imported when somebody first asks for it.
 *
 * <p>If the same class is also provided as a service of another type, through a public constructor without parameters, the
 * service is this very instance.
 */
public interface Plugin {

    /**
     * Makes the plugin ready. Until this returns nobody sees the plugin: not by name, not by its services. If it throws,
     * the import has failed: resources registered with the context are closed in reverse order, the layer is thrown away
     * and the next import begins anew with a new layer and a new instance; {@link #stop} is not called.
     *
     * <p>It may import other plugins through the context, and may block; the host's import timeout bounds it.
     *
     * @param context the plugin's way to its host, of use until {@link #stop} has returned
     * @throws Exception whatever keeps the plugin from working; it is the cause of the failure that callers get
     */
    void start(PluginContext context) throws Exception;

    /**
     * Ends what {@link #start} began. Plugins that require this one have been stopped before. Resources registered with
     * the context are closed after this has returned or thrown, or was left behind as it did not return in time.
     *
     * @throws Exception is logged, and keeps nothing from going away
     */
    default void stop() throws Exception {}
}
