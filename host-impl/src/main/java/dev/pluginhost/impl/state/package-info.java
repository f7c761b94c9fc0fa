/**
 * Which plugins are imported, under way or leaving: a table of {@link PluginInstance}s whose every transition happens under the stripe of a
 * name, and the two operations that begin and end an instance, {@link Import} and {@link Unload}. No other package changes this state.
 */
@NullMarked
package dev.pluginhost.impl.state;

import org.jspecify.annotations.NullMarked;
