/** Notifies listeners of what happens to plugins and services: in order, each on threads of its own. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.events;
