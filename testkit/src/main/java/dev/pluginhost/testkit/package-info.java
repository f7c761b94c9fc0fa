/**
 * Fixtures for tests of plugins and of plugin hosts: {@link dev.pluginhost.testkit.PluginSource} makes one plugin,
 * {@link dev.pluginhost.testkit.Bundle} a plugin with private libraries, {@link dev.pluginhost.testkit.Plugins} and
 * {@link dev.pluginhost.testkit.PluginGraph} many of them, {@link dev.pluginhost.testkit.Damage} broken ones; a
 * {@link dev.pluginhost.testkit.Probe} lets the code of a plugin communicate with its test.
 */
package dev.pluginhost.testkit;
