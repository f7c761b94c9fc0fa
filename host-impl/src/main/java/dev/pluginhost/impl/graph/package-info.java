/**
 * Pure: from what is installed and what the application has and wants to who needs whom, in which order, and what is in
 * the way. No input or output, no code of any plugin.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.graph;
