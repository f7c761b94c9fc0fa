/** Fresh JVMs, what they use, and the machine they run on. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.process;
