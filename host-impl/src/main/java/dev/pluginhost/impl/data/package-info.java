/** What a plugin has outside of its artifact: its data directory, and the configuration in it. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.data;
