package dev.pluginhost.impl.deploy;

import dev.pluginhost.impl.graph.PluginGraph;
import java.time.Instant;

/**
 * What the sources held when they were read. Immutable.
 *
 * @param graph what is installed, and who requires whom
 * @param at when they were read
 */
public record Reading(PluginGraph graph, Instant at) {}
