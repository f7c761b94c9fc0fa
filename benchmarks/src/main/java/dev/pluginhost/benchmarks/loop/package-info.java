/** How late an event loop ticks while plugins are imported. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.loop;
