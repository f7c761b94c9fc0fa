package dev.pluginhost.plugin;

/**
 * A {@link Plugin} that is imported before the host's {@code start} returns, unless the application decides otherwise. Use it
 * only for what the application cannot work without. Everything else starts sooner as a {@link BackgroundPlugin} or a plain
 * {@link Plugin}.
 */
public interface EagerPlugin extends Plugin {}
