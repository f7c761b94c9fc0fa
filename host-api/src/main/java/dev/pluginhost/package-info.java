/**
 * The API for an application that embeds the host. Begin with {@link dev.pluginhost.PluginHost}, its builder and its methods.
 *
 * <table>
 * <caption>The types of this package, by purpose</caption>
 * <tr><th scope="col">Purpose</th><th scope="col">Types</th></tr>
 * <tr><td>Build and use a host</td>
 *     <td>{@link dev.pluginhost.PluginHost}, {@link dev.pluginhost.PluginHost.Builder}, {@link dev.pluginhost.BlockingPolicy},
 *     {@link dev.pluginhost.VersionPolicy}</td></tr>
 * <tr><td>Import plugins</td>
 *     <td>{@link dev.pluginhost.ImportedModule}, {@link dev.pluginhost.ImportResult}, {@link dev.pluginhost.StartReport}</td></tr>
 * <tr><td>Unload and reload plugins</td>
 *     <td>{@link dev.pluginhost.Dependents}, {@link dev.pluginhost.UnloadReport}, {@link dev.pluginhost.ReloadReport}</td></tr>
 * <tr><td>List and check plugins</td>
 *     <td>{@link dev.pluginhost.PluginInfo}, {@link dev.pluginhost.PluginState}, {@link dev.pluginhost.ImportTiming},
 *     {@link dev.pluginhost.Problem}, {@link dev.pluginhost.RefreshReport}</td></tr>
 * <tr><td>See what imports took</td>
 *     <td>{@link dev.pluginhost.TimelineEntry}</td></tr>
 * <tr><td>Listen</td>
 *     <td>{@link dev.pluginhost.PluginListener}, {@link dev.pluginhost.ServiceListener}, {@link dev.pluginhost.Registration}</td></tr>
 * <tr><td>Handle failures</td>
 *     <td>{@link dev.pluginhost.PluginException}, {@link dev.pluginhost.Reason}, {@link dev.pluginhost.ImportStage}</td></tr>
 * <tr><td>Failures that a caller treats differently</td>
 *     <td>{@link dev.pluginhost.PluginNotFoundException}, {@link dev.pluginhost.PluginStartException},
 *     {@link dev.pluginhost.ImportTimeoutException}, {@link dev.pluginhost.ImportInterruptedException},
 *     {@link dev.pluginhost.WouldBlockException}, {@link dev.pluginhost.PluginInUseException},
 *     {@link dev.pluginhost.ReloadFailedException}, {@link dev.pluginhost.HostClosedException}</td></tr>
 * </table>
 *
 * <p>The interfaces state their thread-safety. Every other type is an immutable value or an exception, which threads may share.
 * Arguments must not be {@code null}; a method throws {@link java.lang.NullPointerException} for it.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost;
