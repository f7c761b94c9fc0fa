/** Paths to candidates: what is installed, read from descriptors alone. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.discovery;
