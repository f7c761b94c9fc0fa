/**
 * What the API and its implementation share: the service by which {@link dev.pluginhost.PluginHost#builder()} finds it, and
 * text.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.spi;
