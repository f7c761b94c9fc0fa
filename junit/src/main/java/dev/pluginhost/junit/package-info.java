/** Tests a plugin in a real host, as the project has built it. Begin with {@link dev.pluginhost.junit.PluginUnderTest}. */
package dev.pluginhost.junit;
