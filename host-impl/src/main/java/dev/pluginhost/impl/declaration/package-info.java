/** What one artifact declares: {@code DeclarationReader} makes a {@code ModuleArtifact} of its files, and asks the index first. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.declaration;
