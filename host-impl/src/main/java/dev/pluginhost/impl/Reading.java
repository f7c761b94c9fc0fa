package dev.pluginhost.impl;

import dev.pluginhost.impl.graph.PluginGraph;
import java.time.Instant;

/**
 * What the sources held when they were read. Immutable.
 *
 * @param graph what is installed, and who requires whom
 * @param at when they were read
 */
record Reading(PluginGraph graph, Instant at) {}
