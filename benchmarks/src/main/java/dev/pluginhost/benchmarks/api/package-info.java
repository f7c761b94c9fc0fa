/** The application's interface for plugins. Where the host is measured, it is in a module of its own. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.benchmarks.api;
