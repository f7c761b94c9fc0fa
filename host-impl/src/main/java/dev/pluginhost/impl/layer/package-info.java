/**
 * Candidate to configuration to layer, in three calls that can be timed apart.
 *
 * <pre>
 * {@link dev.pluginhost.impl.layer.OpenArtifacts}  OPEN     every jar opened once, by what it was when it was discovered
 *   OpenModule                            one module, open for reading: OpenJar, OpenDirectory
 *   JarHandle                             a jar as one owner reads it
 *   SharedJar, Contents                   the one open file behind its handles; opened again only if it is the same
 *   HandleBudget                          how many jars are open at once, and which one goes
 *   JarUrlHandler, PathUrlHandler         resource URLs that read through those, and leave no file open
 * {@link dev.pluginhost.impl.layer.Resolution}     RESOLVE  pure: the Configuration, and what stays private to its bundle
 *   CandidateFinder                       the candidate's modules, as the resolver wants them
 *   ParentOrder                           in which order prerequisites are parents
 * {@link dev.pluginhost.impl.layer.PluginLayer}    DEFINE   the ModuleLayer, closable
 *   PluginClassLoader, LocalModule        one loader for all modules of the layer
 *   RemotePackages                        which package comes from which other loader
 *   QualifiedExports                      exports and opens that name a module of a later layer
 *   NativeAccess                          the grant that Java 22 and later ask for
 * </pre>
 */
package dev.pluginhost.impl.layer;
