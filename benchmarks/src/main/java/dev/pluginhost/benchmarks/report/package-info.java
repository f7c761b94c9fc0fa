/** Figures as ratios, tables, charts and pages. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.report;
