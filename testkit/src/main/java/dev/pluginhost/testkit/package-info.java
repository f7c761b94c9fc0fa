/**
 * Fixtures for tests of plugins and of whatever hosts them: {@link dev.pluginhost.testkit.PluginSource} makes one plugin,
 * {@link dev.pluginhost.testkit.Bundle} a plugin with private libraries, {@link dev.pluginhost.testkit.Plugins} and
 * {@link dev.pluginhost.testkit.PluginGraph} many at once, {@link dev.pluginhost.testkit.Damage} broken ones; through a
 * {@link dev.pluginhost.testkit.Probe} the code of a plugin talks to its test.
 */
package dev.pluginhost.testkit;
