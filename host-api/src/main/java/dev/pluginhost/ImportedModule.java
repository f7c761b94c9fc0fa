package dev.pluginhost;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * A plugin that is imported: started, whole, and the same for all callers. Safe for use by any thread; nothing here waits.
 *
 * <p>Once the plugin is unloaded, or the host is closed, every method but {@link #name()} and {@link #version()} throws
 * {@link IllegalStateException}, which says when and by whom it was unloaded, and this object keeps nothing of the plugin
 * alive.
 */
public interface ImportedModule {

    /**
     * The name of the plugin's module.
     *
     * @return the module name
     */
    String name();

    /**
     * The version of the plugin's module.
     *
     * @return the version recorded in the module, if there is one
     */
    Optional<ModuleDescriptor.Version> version();

    /**
     * The module itself. Whoever keeps it keeps the plugin's classes alive.
     *
     * @return the module, in a layer of its own
     */
    Module module();

    /**
     * The providers of a service in this module.
     *
     * @param service the service type
     * @param <S> the service type
     * @return the instances in the order of the module's declaration; unmodifiable
     */
    <S> List<S> services(Class<S> service);

    /**
     * Loads a class of this module, exported or not, without initialising it.
     *
     * @param className its binary name (JLS 13.1)
     * @return the class
     * @throws ClassNotFoundException if this module, its private libraries aside, has no such class
     */
    Class<?> loadClass(String className) throws ClassNotFoundException;
}
