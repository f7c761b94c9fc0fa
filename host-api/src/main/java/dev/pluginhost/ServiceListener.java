package dev.pluginhost;

/**
 * Is told which providers of a service there are, from {@link PluginHost#listen(Class, ServiceListener)} on: first of those
 * that are there, then of those that come and go. Who notes what is added and strikes off what is removed has what
 * {@link PluginHost#services(Class)} returns, some time later.
 *
 * <p>One call follows another, on a thread which is this listener's alone while there is something to tell, in the order in
 * which things happened. The host holds no lock meanwhile, and neither imports nor other listeners wait for this one; so a
 * provider may be gone when it is told of. One that comes and goes before it is told of is not told of at all. What the
 * listener throws is logged, and it is told on.
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
     * There is a provider less, of which this listener was told. Its plugin is stopped when this returns, or after a while
     * if it does not, which is logged; so that is how long the instance can be used, and a wait in here for the end of
     * that plugin, or of the host, ends with that while. Whoever keeps the instance keeps the plugin's classes alive.
     *
     * @param service the instance, the same as in {@link #added}
     * @param module the plugin that provided it; only its name and version answer any more
     */
    void removed(S service, ImportedModule module);
}
