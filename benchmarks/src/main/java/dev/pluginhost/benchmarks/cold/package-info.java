/** How long it takes from nothing to the first answer of all plugins, or of one: this host, its rivals and the JDK's own layers. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.cold;
