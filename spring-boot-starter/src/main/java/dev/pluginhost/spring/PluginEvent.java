package dev.pluginhost.spring;

import dev.pluginhost.PluginInfo;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/**
 * What has happened to a plugin, as an application event: {@code @EventListener void on(PluginEvent.Imported event)}. The events
 * of a host are published in order, on a thread of the host. An event keeps nothing of the plugin in memory.
 */
public sealed interface PluginEvent {

    /**
     * The plugin.
     *
     * @return the name of its module
     */
    String name();

    /**
     * A plugin is imported.
     *
     * @param name the name of its module
     * @param version the version of its module, if there is one
     */
    record Imported(String name, Optional<ModuleDescriptor.Version> version) implements PluginEvent {}

    /**
     * An import of a plugin has failed.
     *
     * @param name the name of its module
     * @param failure why
     */
    record Failed(String name, PluginInfo.Failure failure) implements PluginEvent {}

    /**
     * A plugin is unloaded.
     *
     * @param name the name of its module
     * @param version the version of its module, if there is one
     */
    record Unloaded(String name, Optional<ModuleDescriptor.Version> version) implements PluginEvent {}
}
