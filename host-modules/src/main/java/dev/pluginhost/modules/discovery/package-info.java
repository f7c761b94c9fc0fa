/**
 * Finds out what is installed, from declarations alone.
 *
 * <pre>
 * {@link dev.pluginhost.modules.discovery.Discovery}  a source to its SourceContent: candidates and problems
 *   BundleReader  a directory of jars to a Candidate
 *   PartsReader   the parts of a plugin to a Candidate
 *   Lookalikes    notes of what is passed over
 * {@link dev.pluginhost.modules.discovery.Discovered}  the choice between the sources
 * </pre>
 */
package dev.pluginhost.modules.discovery;
