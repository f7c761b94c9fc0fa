/**
 * What is on disk. {@code SourceWalk} recognises the artifacts of a {@code Source}. {@code Fingerprint} and {@code Contents} tell whether a file
 * is still the same. {@code ReadLimits} says how much of one is read, {@code UnusableArtifactException} why one cannot be used.
 * {@code LibraryDeclaration} describes a jar that is no module.
 */
package dev.pluginhost.modules.scan;
