/** Paths to candidates: what is installed, read from descriptors alone. */
package dev.pluginhost.impl.discovery;
