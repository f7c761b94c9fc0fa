/**
 * Which plugins are imported, under way or leaving. A table has the {@link PluginInstance}s; each transition happens under the stripe of a name.
 * {@link Import} and {@link Unload} begin and end an instance. No other package changes this state.
 */
@NullMarked
package dev.pluginhost.impl.state;

import org.jspecify.annotations.NullMarked;
