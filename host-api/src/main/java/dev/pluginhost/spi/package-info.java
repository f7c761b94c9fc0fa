/** How {@link dev.pluginhost.PluginHost#builder()} finds its implementation; of no use to applications or plugins. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.spi;
