package dev.pluginhost.plugin;

/**
 * A {@link Plugin} that is imported before the host's {@code start} returns. For what the application cannot do without;
 * everything else starts sooner as a {@link BackgroundPlugin} or a plain {@link Plugin}. The application may decide
 * otherwise.
 */
public interface EagerPlugin extends Plugin {}
