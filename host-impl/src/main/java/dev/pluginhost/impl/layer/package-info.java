/**
 * Candidate to configuration to layer, in three calls that can be timed apart: {@link dev.pluginhost.impl.layer.OpenArtifacts} opens every
 * file once, {@link dev.pluginhost.impl.layer.Resolver} finds what is required, {@link dev.pluginhost.impl.layer.PluginLayer} defines the
 * modules. What reads through an open module (class loader, resources, URLs) ends when the layer is closed.
 */
package dev.pluginhost.impl.layer;
