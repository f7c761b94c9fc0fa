/** The goals of the Maven plugin: they pack a plugin and its libraries, verify the bundle, and run an application with the plugin. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.maven;
