package dev.pluginhost;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * An imported plugin: complete, started, and the same for all callers. Thread-safe; no method waits.
 *
 * <p>After an unload or the close of the host, only {@link #name()} and {@link #version()} work. Every other method throws
 * {@link IllegalStateException}, with the time and the caller of the unload. Then this object keeps nothing of the plugin in
 * memory.
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
     * The module itself. A reference to it keeps the plugin's classes in memory.
     *
     * @return the module, in its own layer
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
     * @throws ClassNotFoundException if this module, without its private libraries, has no such class
     */
    Class<?> loadClass(String className) throws ClassNotFoundException;
}
