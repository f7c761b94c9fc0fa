/** All benchmarks in one run, and the report of it. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks;
