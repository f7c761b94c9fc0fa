/** From measured values to figures that people read. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.report;
