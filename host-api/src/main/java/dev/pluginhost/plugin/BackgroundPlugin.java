package dev.pluginhost.plugin;

/**
 * A {@link Plugin} that the import threads import while the application runs, after the host has started, unless the
 * application decides otherwise.
 */
public interface BackgroundPlugin extends Plugin {}
