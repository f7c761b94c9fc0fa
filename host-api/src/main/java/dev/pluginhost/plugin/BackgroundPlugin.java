package dev.pluginhost.plugin;

/**
 * A {@link Plugin} that is imported by the import threads once the host has started, behind the running application. The
 * application may decide otherwise.
 */
public interface BackgroundPlugin extends Plugin {}
