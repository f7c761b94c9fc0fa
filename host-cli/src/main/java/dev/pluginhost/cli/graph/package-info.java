/** Which plugin requires which, as text and as drawings. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.cli.graph;
