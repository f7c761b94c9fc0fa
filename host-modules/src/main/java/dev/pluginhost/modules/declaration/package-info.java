/**
 * What one artifact declares: {@code DeclarationReader} makes a {@code ModuleArtifact} of its files, and asks the index first.
 * {@code BundleModules} has the rules by which one of several is the plugin.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.modules.declaration;
