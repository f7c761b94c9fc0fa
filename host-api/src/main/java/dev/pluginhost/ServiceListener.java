package dev.pluginhost;

/**
 * Is told which providers of a service there are, from {@link PluginHost#listen(Class, ServiceListener)} on: first of those
 * that are there, then of those that come and go. Who notes what is added and strikes off what is removed has what
 * {@link PluginHost#services(Class)} returns, some time later.
 *
 * <p>One call follows another, each on a fresh daemon thread of the host, in the order in which things happened. The host holds no lock meanwhile, and neither imports nor other listeners wait for this one; so a
 * provider may be gone when it is told of. One that comes and goes before it is told of is not told of at all. What the
 * listener throws is logged, and it is told on.
 *
 * <p>A plugin is stopped when all listeners for its services have been told that these are gone. Those that have not after a
 * while are logged, with the stack of the thread, and are not told of it any more; nor does anybody wait for such a listener
 * again before it returns. That is also how a wait ends that a listener begins for the end of a plugin, or of the host,
 * that waits for it.
 *
 * @param <S> the service type
 */
public interface ServiceListener<S> {

    /**
     * There is a provider more.
     *
     * @param service the instance
     * @param module the plugin that provides it
     */
    void added(S service, ImportedModule module);

    /**
     * There is a provider less, of which this listener was told. The instance can be used until this returns, or for a while
     * if it does not; whoever keeps it longer keeps the plugin's classes alive.
     *
     * @param service the instance, the same as in {@link #added}
     * @param module the plugin that provided it; only its name and version answer any more
     */
    void removed(S service, ImportedModule module);
}
