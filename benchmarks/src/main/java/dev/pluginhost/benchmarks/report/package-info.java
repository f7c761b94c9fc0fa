/** Figures as ratios, tables and pages. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.report;
