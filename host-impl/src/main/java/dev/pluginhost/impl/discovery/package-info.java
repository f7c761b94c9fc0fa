/**
 * Paths to candidates: what is installed, read from declarations alone.
 *
 * <p>{@link dev.pluginhost.impl.discovery.Discovery} walks the {@linkplain dev.pluginhost.impl.discovery.Source sources};
 * {@code Declarations} knows artifacts again from the index, and has the others read; {@code DescriptorReader} makes a
 * {@link dev.pluginhost.impl.discovery.ModuleArtifact} of a jar or an exploded module, or a {@code Breakage} with a
 * {@code Diagnosis}; {@code BundleReader} makes a {@link dev.pluginhost.impl.discovery.Candidate} of a directory of jars,
 * after {@code BundlePlugin} has told which of them is the plugin and {@code BundleConflicts} that they can be together;
 * {@code Selection} chooses between candidates of one name.
 */
package dev.pluginhost.impl.discovery;
