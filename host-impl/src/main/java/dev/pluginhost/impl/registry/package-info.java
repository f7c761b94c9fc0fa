/** What is imported now: names, services, and in which order it came. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.registry;
