/** What happens to plugins and services, told to those who listen: in order, and on threads that hold up nobody else. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.events;
