/**
 * Which plugin requires which, in which order plugins are imported, and what keeps one from being imported. Pure: no input or
 * output, no code of a plugin. {@code GraphBuilder} makes a {@code PluginGraph}; {@code Explanations} says why something is
 * missing, and which names are near.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.modules.graph;
