/** Generated plugins, and the sums that their services must return. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.corpus;
