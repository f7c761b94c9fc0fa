/** What all benchmarks share: options, fresh JVMs, rounds and measured figures. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.harness;
