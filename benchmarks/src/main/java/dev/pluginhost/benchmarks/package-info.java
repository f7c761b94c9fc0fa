/** The command that runs all benchmarks and reports. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks;
