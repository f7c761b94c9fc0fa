/**
 * What is installed, as the sources were last read. {@code SavedGraph} keeps the graph from one run to the next: while nothing has
 * changed that it was made of, a start reads neither declarations nor an index.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.installed;
