/**
 * Finds out what is installed, from declarations alone.
 *
 * <pre>
 * {@link dev.pluginhost.impl.discovery.Discovery}  walks a source, and adds what it finds to its {@link dev.pluginhost.impl.discovery.SourceContent}
 *   DeclarationReader  an artifact's files to a {@link dev.pluginhost.impl.discovery.ModuleArtifact}; asks the index first
 *   Bundle             a directory of jars to a {@link dev.pluginhost.impl.discovery.Candidate}; BundlePlugin and BundleModules are its rules
 *   Lookalikes         notes of what is passed over
 *   Diagnosis          what the JDK throws to an UnusableArtifactException, which becomes a problem
 * {@link dev.pluginhost.impl.discovery.Discovered}  the choice between the sources
 * </pre>
 */
package dev.pluginhost.impl.discovery;
