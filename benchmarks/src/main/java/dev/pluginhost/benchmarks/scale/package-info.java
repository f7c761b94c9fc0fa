/** What grows with the number of plugins, and how. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.scale;
