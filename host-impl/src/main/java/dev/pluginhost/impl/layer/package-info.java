/**
 * Candidate to configuration to layer, in three calls that can be timed apart.
 *
 * <pre>
 * {@link dev.pluginhost.impl.layer.OpenArtifacts}  OPEN     every jar opened once, by what it was when it was discovered
 *   OpenModule: OpenJar, OpenDirectory    one module, open for reading
 *   SharedJar                             the one open file behind the owners of a jar; opened again only if it is the same
 *   JarFiles                              how many jars are open, and which one is closed first
 *   ResourceUrls, JarEntryConnection      URLs that read through those, and leave no file open
 * {@link dev.pluginhost.impl.layer.Resolver}       RESOLVE  pure: the Configuration, and what stays private to its bundle
 *   ParentOrder                           in which order prerequisites are parents
 * {@link dev.pluginhost.impl.layer.PluginLayer}    DEFINE   the ModuleLayer, closable
 *   PluginClassLoader                     one loader for all modules of the layer
 *   RemotePackages                        which package comes from which other loader; exports to a module of a later layer
 * </pre>
 */
package dev.pluginhost.impl.layer;
