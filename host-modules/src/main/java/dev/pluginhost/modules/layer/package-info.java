/**
 * Candidate to configuration to layer, in three calls that can be timed apart: {@link dev.pluginhost.modules.layer.OpenArtifacts} opens every
 * file once, {@link dev.pluginhost.modules.layer.Resolver} finds what is required, {@link dev.pluginhost.modules.layer.PluginLayer} defines the
 * modules. What reads through an open module (class loader, resources, URLs) ends when the layer is closed.
 */
package dev.pluginhost.modules.layer;
