package dev.pluginhost;

/**
 * Is notified of the providers of a service, after {@link PluginHost#listen(Class, ServiceListener)}: first of the present
 * ones, then of each change. If you add what is added and remove what is removed, you have what
 * {@link PluginHost#services(Class)} returns, some time later. The present ones come in the {@linkplain PluginHost.Builder#order
 * order} of that list. What comes later is added when it comes, so call that method if you need the order.
 *
 * <p>The calls follow each other, each on a new daemon thread of the host, in the order of the events. The host holds no lock
 * during a call, and neither imports nor other listeners wait for it. So a provider may be gone when the listener is notified
 * of it. A provider that comes and goes before that is left out. What the listener throws is logged, and the next call follows.
 *
 * <p>A plugin is stopped after all listeners for its services have been notified that these are gone. The host logs listeners
 * that take too long, with the stack of the thread. It does not notify them of that plugin any more, and does not wait for such
 * a listener again before it returns. This also ends a wait of a listener for a plugin, or for the host, that waits for the
 * listener.
 *
 * <p>If a listener is 10,000 events behind, the host logs that with the stack of its thread, and its registration ends:
 * {@link #removed} is not called any more.
 *
 * @param <S> the service type
 */
public interface ServiceListener<S> {

    /**
     * A provider was added.
     *
     * @param service the instance
     * @param module the plugin that provides it
     */
    void added(S service, ImportedModule module);

    /**
     * A provider was removed, of which this listener was notified before. You can use the instance until this call returns, but
     * only for a limited time. A reference that you keep longer keeps the plugin's classes in memory.
     *
     * @param service the instance, the same as in {@link #added}
     * @param module the plugin that provided it; only its name and version can still be read
     */
    void removed(S service, ImportedModule module);
}
