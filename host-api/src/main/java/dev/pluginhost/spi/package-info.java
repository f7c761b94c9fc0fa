/** What the API and its implementation share: how {@link dev.pluginhost.PluginHost#builder()} finds the latter, and the form of texts. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.spi;
