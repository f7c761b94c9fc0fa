/** Generated plugins that all sides of a benchmark load from the same jars, and what they must come to. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.corpus;
