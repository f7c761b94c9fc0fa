/** How {@link dev.pluginhost.PluginHost#builder()} finds its implementation; of no use to applications or plugins. */
package dev.pluginhost.spi;
