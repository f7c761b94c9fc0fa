/** The course of imports, read from a flight recording or from a live host, as a page, as a trace and as text. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.cli.timeline;
