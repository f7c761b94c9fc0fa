/** What grows with the number of plugins. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.scale;
