/** The commands. Only {@link dev.pluginhost.cli.PluginHostCli} is for other programs. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.cli;
