/** What is imported now: names, services, and the order of imports. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.registry;
